import { labelOfCall } from '../components/container-runtime/messages'
import { labels as etcd } from '../components/etcd/messages'
import { labels as api } from '../components/kube-apiserver/messages'
import { labels as kubectl } from '../components/kubectl/messages'
import type { KubeletManifest } from '../components/kubelet/messages'
import { labels as linux } from '../components/linux/messages'
import type { KernelEvent, Labels, SimEvent } from '../kernel/types'
import type { LinkView } from './types'

const kernel: Labels<KernelEvent> = {
  'net.refused': ({ to }) => `connection to ${to} refused`,
  'net.reset': ({ peer }) => `connection reset by ${peer}`,
  'net.connected': ({ to }) => `connected to ${to}`,
  'disk.synced': () => 'written to disk',
  'proc.term': () => 'SIGTERM'
}

const kubelet: Labels<KubeletManifest> = {
  'kubelet.manifest': ({ file, pod }) => `${file} ${pod ? 'put into' : 'taken out of'} the manifest directory`
}

const all = { ...kernel, ...kubelet, ...etcd, ...api, ...kubectl, ...linux, 'proc.start': () => 'started' }
// Each row takes the messages of its own type, and is looked up by that: the compiler cannot pair them.
const labels = all as unknown as Readonly<Record<string, (event: SimEvent) => string>>

/** A message or event in the field's words: `PATCH pods/nginx/status`, `MsgVote term 3`, `200`, `watch: MODIFIED Pod nginx`. */
export const labelOf = (event: SimEvent): string =>
  labels[event.type]?.(event) ?? labelOfCall(event.type) ?? labelOfTimer(event.type)

/** `xstate.after.heartbeat-interval.etcd.leader` is `heartbeat-interval`. */
const labelOfTimer = (type: string): string => (type.startsWith('xstate.after.') ? type.split('.')[2]! : type)

/** Which kind of line on the picture a message belongs to. */
export function purposeOf(type: string): LinkView['purpose'] {
  if (type.startsWith('raft.')) return 'raft'
  if (type.startsWith('traffic.')) return 'traffic'
  if (type.startsWith('net.connect')) return 'health'
  return 'api'
}
