# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of properties that Kafka's own classes define. Written by scripts/known_properties.py; do not edit.

The plain sets are those of Kafka 3.3.1, LATER_ holds what 3.9.1 has besides. It dropped none.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Properties of a connection: every client has them.
SECURITY = _names("""
    sasl.client.callback.handler.class sasl.jaas.config sasl.kerberos.kinit.cmd
    sasl.kerberos.min.time.before.relogin sasl.kerberos.service.name sasl.kerberos.ticket.renew.jitter
    sasl.kerberos.ticket.renew.window.factor sasl.login.callback.handler.class sasl.login.class
    sasl.login.connect.timeout.ms sasl.login.read.timeout.ms sasl.login.refresh.buffer.seconds
    sasl.login.refresh.min.period.seconds sasl.login.refresh.window.factor sasl.login.refresh.window.jitter
    sasl.login.retry.backoff.max.ms sasl.login.retry.backoff.ms sasl.mechanism sasl.oauthbearer.clock.skew.seconds
    sasl.oauthbearer.expected.audience sasl.oauthbearer.expected.issuer sasl.oauthbearer.jwks.endpoint.refresh.ms
    sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms sasl.oauthbearer.jwks.endpoint.retry.backoff.ms
    sasl.oauthbearer.jwks.endpoint.url sasl.oauthbearer.scope.claim.name sasl.oauthbearer.sub.claim.name
    sasl.oauthbearer.token.endpoint.url security.protocol security.providers ssl.cipher.suites ssl.client.auth
    ssl.enabled.protocols ssl.endpoint.identification.algorithm ssl.engine.factory.class ssl.key.password
    ssl.keymanager.algorithm ssl.keystore.certificate.chain ssl.keystore.key ssl.keystore.location
    ssl.keystore.password ssl.keystore.type ssl.protocol ssl.provider ssl.secure.random.implementation
    ssl.trustmanager.algorithm ssl.truststore.certificates ssl.truststore.location ssl.truststore.password
    ssl.truststore.type
""")

# Properties of MirrorSourceConnector, MirrorCheckpointConnector and MirrorHeartbeatConnector.
CONNECTOR = _names("""
    admin.timeout.ms checkpoints.topic.replication.factor config.action.reload config.properties.blacklist
    config.properties.exclude config.property.filter.class connector.class consumer.poll.timeout.ms
    emit.checkpoints.enabled emit.checkpoints.interval.seconds emit.heartbeats.enabled
    emit.heartbeats.interval.seconds enabled errors.log.enable errors.log.include.messages errors.retry.delay.max.ms
    errors.retry.timeout errors.tolerance group.filter.class groups groups.blacklist groups.exclude header.converter
    heartbeats.topic.replication.factor key.converter metric.reporters name offset-syncs.topic.location
    offset-syncs.topic.replication.factor offset.lag.max predicates refresh.groups.enabled
    refresh.groups.interval.seconds refresh.topics.enabled refresh.topics.interval.seconds replication.factor
    replication.policy.class replication.policy.separator source.cluster.alias sync.group.offsets.enabled
    sync.group.offsets.interval.seconds sync.topic.acls.enabled sync.topic.acls.interval.seconds
    sync.topic.configs.enabled sync.topic.configs.interval.seconds target.cluster.alias tasks.max topic.filter.class
    topics topics.blacklist topics.exclude transforms value.converter
""")

# Properties of the Connect worker that runs the connectors.
WORKER = _names("""
    access.control.allow.methods access.control.allow.origin admin.listeners bootstrap.servers client.dns.lookup
    client.id config.providers config.storage.replication.factor config.storage.topic connect.protocol
    connections.max.idle.ms connector.client.config.override.policy exactly.once.source.support group.id
    header.converter heartbeat.interval.ms inter.worker.key.generation.algorithm inter.worker.key.size
    inter.worker.key.ttl.ms inter.worker.signature.algorithm inter.worker.verification.algorithms key.converter
    listeners metadata.max.age.ms metric.reporters metrics.num.samples metrics.recording.level
    metrics.sample.window.ms offset.flush.interval.ms offset.flush.timeout.ms offset.storage.partitions
    offset.storage.replication.factor offset.storage.topic plugin.path rebalance.timeout.ms receive.buffer.bytes
    reconnect.backoff.max.ms reconnect.backoff.ms request.timeout.ms response.http.headers.config
    rest.advertised.host.name rest.advertised.listener rest.advertised.port rest.extension.classes retry.backoff.ms
    scheduled.rebalance.max.delay.ms send.buffer.bytes session.timeout.ms socket.connection.setup.timeout.max.ms
    socket.connection.setup.timeout.ms status.storage.partitions status.storage.replication.factor
    status.storage.topic task.shutdown.graceful.timeout.ms topic.creation.enable topic.tracking.allow.reset
    topic.tracking.enable value.converter worker.sync.timeout.ms worker.unsync.backoff.ms
""")

# Properties of a producer, a consumer and an admin client.
PRODUCER = _names("""
    acks batch.size bootstrap.servers buffer.memory client.dns.lookup client.id compression.type
    connections.max.idle.ms delivery.timeout.ms enable.idempotence interceptor.classes key.serializer linger.ms
    max.block.ms max.in.flight.requests.per.connection max.request.size metadata.max.age.ms metadata.max.idle.ms
    metric.reporters metrics.num.samples metrics.recording.level metrics.sample.window.ms
    partitioner.adaptive.partitioning.enable partitioner.availability.timeout.ms partitioner.class
    partitioner.ignore.keys receive.buffer.bytes reconnect.backoff.max.ms reconnect.backoff.ms request.timeout.ms
    retries retry.backoff.ms send.buffer.bytes socket.connection.setup.timeout.max.ms
    socket.connection.setup.timeout.ms transaction.timeout.ms transactional.id value.serializer
""")
CONSUMER = _names("""
    allow.auto.create.topics auto.commit.interval.ms auto.offset.reset bootstrap.servers check.crcs
    client.dns.lookup client.id client.rack connections.max.idle.ms default.api.timeout.ms enable.auto.commit
    exclude.internal.topics fetch.max.bytes fetch.max.wait.ms fetch.min.bytes group.id group.instance.id
    heartbeat.interval.ms interceptor.classes internal.leave.group.on.close
    internal.throw.on.fetch.stable.offset.unsupported isolation.level key.deserializer max.partition.fetch.bytes
    max.poll.interval.ms max.poll.records metadata.max.age.ms metric.reporters metrics.num.samples
    metrics.recording.level metrics.sample.window.ms partition.assignment.strategy receive.buffer.bytes
    reconnect.backoff.max.ms reconnect.backoff.ms request.timeout.ms retry.backoff.ms send.buffer.bytes
    session.timeout.ms socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms value.deserializer
""")
ADMIN = _names("""
    bootstrap.servers client.dns.lookup client.id connections.max.idle.ms default.api.timeout.ms metadata.max.age.ms
    metric.reporters metrics.num.samples metrics.recording.level metrics.sample.window.ms receive.buffer.bytes
    reconnect.backoff.max.ms reconnect.backoff.ms request.timeout.ms retries retry.backoff.ms send.buffer.bytes
    socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms
""")

LATER_SECURITY = _names("""
    sasl.oauthbearer.header.urlencode
""")
LATER_CONNECTOR = _names("""
    add.source.alias.to.metrics auto.include.jmx.reporter emit.offset-syncs.enabled forwarding.admin.class
    replication.policy.internal.topic.separator.enabled tasks.max.enforce use.incremental.alter.configs
""")
LATER_WORKER = _names("""
    auto.include.jmx.reporter metadata.recovery.strategy plugin.discovery retry.backoff.max.ms
""")
LATER_PRODUCER = _names("""
    auto.include.jmx.reporter compression.gzip.level compression.lz4.level compression.zstd.level
    enable.metrics.push metadata.recovery.strategy retry.backoff.max.ms
""")
LATER_CONSUMER = _names("""
    auto.include.jmx.reporter enable.metrics.push group.protocol group.remote.assignor metadata.recovery.strategy
    retry.backoff.max.ms
""")
LATER_ADMIN = _names("""
    auto.include.jmx.reporter bootstrap.controllers enable.metrics.push metadata.recovery.strategy
    retry.backoff.max.ms
""")
