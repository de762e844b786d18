import { refused, said, type DataAsk, type DataSaid, type DataServer } from './data'
import { load, save } from './store'

interface Topic {
  readonly partitions: number
  readonly replicas: number
  messages: string[]
}

/** Kafka's tools to a broker: topics that are made, listed, described and dropped, messages that are appended and read from the beginning. */
export function kafka({ words, as }: DataAsk, server: DataServer): DataSaid {
  const topics = load<Record<string, Topic>>('kafka', server, {})
  const [verb = ''] = words
  const name = as.topic ?? ''
  const keep = (out: string): DataSaid => {
    save('kafka', server, topics)
    return said(out)
  }
  const missing = () =>
    refused(
      `Error while executing topic command : Topic '${name}' does not exist as expected\n[ERROR] java.lang.IllegalArgumentException: Topic '${name}' does not exist as expected\n`
    )
  switch (verb) {
    case 'create':
      if (topics[name])
        return as.unless === 'yes'
          ? said('')
          : refused(`Error while executing topic command : Topic '${name}' already exists.\n`)
      topics[name] = { partitions: Number(as.partitions ?? 1), replicas: Number(as.replicas ?? 1), messages: [] }
      return keep(`Created topic ${name}.\n`)
    case 'list':
      return said(
        Object.keys(topics)
          .sort()
          .map((topic) => `${topic}\n`)
          .join('')
      )
    case 'describe': {
      const shown = name === '' ? Object.keys(topics) : [name]
      if (shown.some((topic) => !topics[topic])) return missing()
      return said(shown.map((topic) => described(topic, topics[topic]!)).join(''))
    }
    case 'delete':
      if (!topics[name]) return missing()
      delete topics[name]
      return keep('')
    case 'produce': {
      // A broker makes a topic that is not there (auto.create.topics.enable).
      const topic = (topics[name] ??= { partitions: 1, replicas: 1, messages: [] })
      topic.messages = [...topic.messages, ...words.slice(1)]
      return keep('')
    }
    default: {
      const messages = (topics[name]?.messages ?? []).slice(0, Number(as.most ?? Infinity))
      const read = as.beginning === 'yes' ? messages : []
      return said(read.map((message) => `${message}\n`).join(''), 0, `Processed a total of ${read.length} messages\n`)
    }
  }
}

function described(name: string, { partitions, replicas }: Topic): string {
  const ids = Array.from({ length: replicas }, (_, i) => i)
  const lines = Array.from({ length: partitions }, (_, i) => {
    const own = ids.map((id) => (id + i) % replicas).join(',')
    return `\tTopic: ${name}\tPartition: ${i}\tLeader: ${i % replicas}\tReplicas: ${own}\tIsr: ${own}\n`
  })
  return `Topic: ${name}\tPartitionCount: ${partitions}\tReplicationFactor: ${replicas}\tConfigs: \n${lines.join('')}`
}

/** Clients of AMQP to rabbitmq-server, and rabbitmqctl: queues that are declared, listed, filled and emptied. */
export function amqp({ words, as }: DataAsk, server: DataServer): DataSaid {
  const queues = load<Record<string, string[]>>('amqp', server, {})
  const [verb = '', ...messages] = words
  const name = as.queue ?? ''
  const keep = (out: string): DataSaid => {
    save('amqp', server, queues)
    return said(out)
  }
  switch (verb) {
    case 'declare':
      queues[name] ??= []
      return keep(`${name}\n`)
    case 'publish':
      // The default exchange sends to the queue of that name; where there is none the message is dropped.
      queues[name]?.push(...messages)
      return keep('')
    case 'get': {
      if (!queues[name])
        return refused(`consuming: server channel error 404, message: NOT_FOUND - no queue '${name}' in vhost '/'\n`)
      const taken = queues[name].splice(0, Number(as.count ?? 1))
      return keep(taken.join('\n') + (taken.length > 0 ? '\n' : ''))
    }
    default: {
      const rows = Object.entries(queues).map(([queue, held]) => `${queue}\t${held.length}\n`)
      return said(
        `Timeout: 60.0 seconds ...\nListing queues for vhost / ...\n${rows.length > 0 ? 'name\tmessages\n' : ''}${rows.join('')}`
      )
    }
  }
}

/** zkCli.sh's words to ZooKeeper: nodes of a tree. */
export function zookeeper({ words }: DataAsk, server: DataServer): DataSaid {
  const nodes = load<Record<string, string>>('zookeeper', server, { '/': '', '/zookeeper': '' })
  const [verb = '', ...rest] = words
  const [path = '/', data = ''] = rest.filter((word) => !word.startsWith('-'))
  const head = 'WATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n'
  const keep = (out: string): DataSaid => {
    save('zookeeper', server, nodes)
    return said(`${head}${out}`)
  }
  const failed = (why: string) => said(head, 1, `${why}\n`)
  const above = path.slice(0, path.lastIndexOf('/')) || '/'
  const children = Object.keys(nodes).filter(
    (each) => each !== '/' && (each.slice(0, each.lastIndexOf('/')) || '/') === path
  )
  if (verb === 'create') {
    if (nodes[path] !== undefined) return failed(`Node already exists: ${path}`)
    if (nodes[above] === undefined) return failed(`Node does not exist: ${path}`)
    nodes[path] = data
    return keep(`Created ${path}\n`)
  }
  if (nodes[path] === undefined) return failed(`Node does not exist: ${path}`)
  if (verb === 'get') return said(`${head}${nodes[path]}\n`)
  if (verb === 'ls')
    return said(`${head}[${children.map((each) => each.slice(each.lastIndexOf('/') + 1)).join(', ')}]\n`)
  if (verb === 'set') {
    nodes[path] = data
    return keep('')
  }
  if (verb === 'delete' || verb === 'deleteall' || verb === 'rmr') {
    if (verb === 'delete' && children.length > 0) return failed(`Node not empty: ${path}`)
    for (const each of Object.keys(nodes)) if (each === path || each.startsWith(`${path}/`)) delete nodes[each]
    return keep('')
  }
  return said(`${head}`)
}
