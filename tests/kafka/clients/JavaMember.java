// Copyright (c) 2026, OTC Kafka migration team
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

import java.io.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A member of a streams group (KIP-1071) or of a share group (KIP-932) that reads topics and counts, until SIGTERM.
 *
 * <p>usage: java -cp 'libs/*' JavaMember.java streams|share GROUP TOPIC,TOPIC STATUS_FILE PAUSE_AFTER CLIENT.properties
 *
 * <p>PAUSE_AFTER is a number of records, -1: never. handle.py runs it from its source; the status file has the fields
 * that live.py describes. Not librdkafka's share consumer: brokers of 4.1 cannot decode half of its member ids
 * ("Illegal base64 character").
 */
public final class JavaMember {
  private static final AtomicLong records = new AtomicLong();
  private static final AtomicBoolean stop = new AtomicBoolean();
  private static Path status;
  private static long pauseAfter;

  public static void main(String[] arguments) throws Exception {
    status = Path.of(arguments[3]);
    pauseAfter = Long.parseLong(arguments[4]);
    Properties client = new Properties();
    try (FileReader reader = new FileReader(arguments[5])) {
      client.load(reader);
    }
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main)));
    report("starting");
    List<String> topics = List.of(arguments[2].split(","));
    try {
      if (arguments[0].equals("streams")) {
        streams(client, arguments[1], topics);
      } else {
        share(client, arguments[1], topics);
      }
      report("stopped");
    } catch (Throwable error) {
      error.printStackTrace();
      report("failed");
      Runtime.getRuntime().halt(1);
    }
  }

  private static void streams(Properties client, String group, List<String> topics) throws Exception {
    client.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
    client.put("group.protocol", "streams");
    client.put(StreamsConfig.STATE_DIR_CONFIG, status + ".streams");
    client.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
    client.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    client.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    client.put("consumer.auto.offset.reset", "earliest");
    client.put("consumer.isolation.level", "read_committed");
    // All records of a poll are processed: with one of each, it stops at the number after which it is to pause.
    client.put("consumer.max.poll.records", 1);
    client.put("buffered.records.per.partition", 1);
    KafkaStreams[] self = new KafkaStreams[1];
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(topics).foreach((key, value) -> count(self[0]));
    KafkaStreams streams = new KafkaStreams(builder.build(), client);
    self[0] = streams;
    streams.start();
    while (!stop.get()) {
      if (streams.state() == KafkaStreams.State.ERROR) {
        throw new IllegalStateException("Kafka Streams has failed");
      }
      boolean running = streams.state() == KafkaStreams.State.RUNNING;
      report(streams.isPaused() ? "paused" : running ? "working" : "starting");
      Thread.sleep(100);
    }
    streams.close(new KafkaStreams.CloseOptions().leaveGroup(true).timeout(Duration.ofSeconds(20)));
  }

  /** Counts a record; after the last one the members stay alive and read nothing more (KIP-834). */
  private static void count(KafkaStreams streams) {
    if (records.incrementAndGet() == pauseAfter) {
      streams.pause();
    }
  }

  private static void share(Properties client, String group, List<String> topics) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    ConfigEntry earliest = new ConfigEntry("share.auto.offset.reset", "earliest");
    try (Admin admin = Admin.create(client)) {
      AlterConfigOp change = new AlterConfigOp(earliest, AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
    }
    client.put("group.id", group);
    client.put("share.acknowledgement.mode", "explicit");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(client, bytes, bytes)) {
      consumer.subscribe(topics);
      while (!stop.get()) {
        if (records.get() == pauseAfter) {
          report("paused");
          Thread.sleep(100); // its own thread heartbeats, until max.poll.interval.ms
          continue;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          boolean wanted = records.get() != pauseAfter; // it gets whole batches
          consumer.acknowledge(record, wanted ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
          records.addAndGet(wanted ? 1 : 0);
        }
        consumer.commitSync();
        report("working");
      }
    }
  }

  /** Lets the main thread close the member in order before Java ends. */
  private static void end(Thread main) {
    stop.set(true);
    try {
      main.join(25000);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }

  private static void report(String state) throws IOException {
    Path scratch = Path.of(status + ".new");
    String fields = "\"state\": \"%s\", \"records\": %d, \"assignment\": [], \"committed\": {}, \"error\": null";
    long pid = ProcessHandle.current().pid();
    Files.writeString(scratch, String.format("{" + fields + ", \"pid\": %d}", state, records.get(), pid));
    Files.move(scratch, status, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private JavaMember() {}
}
