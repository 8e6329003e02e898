// Copyright (c) 2026, OTC Kafka migration team
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.mirror.MirrorCheckpointConnector;
import org.apache.kafka.connect.mirror.MirrorHeartbeatConnector;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;

/** For scripts/known_properties.py: prints what the classes of one Kafka release define, "kind name" a line. */
public class KnownProperties {
    public static void main(String[] arguments) {
        List<Connector> connectors =
            List.of(new MirrorSourceConnector(), new MirrorCheckpointConnector(), new MirrorHeartbeatConnector());
        for (Connector connector : connectors) {
            print("CONNECTOR", connector.config().names());
        }
        // The definition itself is not public; the values of an instance are named by it. These have no default.
        Map<String, String> required = new HashMap<>();
        required.put("group.id", "x");
        for (String kind : List.of("config", "offset", "status")) {
            required.put(kind + ".storage.topic", "x");
        }
        required.put("bootstrap.servers", "x:1");
        for (String name : List.of("key.converter", "value.converter")) {
            required.put(name, "org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        print("WORKER", new DistributedConfig(required).values().keySet());
        print("PRODUCER", ProducerConfig.configNames());
        print("CONSUMER", ConsumerConfig.configNames());
        print("ADMIN", AdminClientConfig.configNames());
    }

    private static void print(String kind, Set<String> names) {
        for (String name : names) {
            System.out.println(kind + " " + name);
        }
    }
}
