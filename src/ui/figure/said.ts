import type { FrameView, Health, MachineView, PillView, PodView, ProcessView } from '../../sim/view/types'

/** A few words in a state's colour. */
export interface Said {
  readonly text: string
  readonly health: Health
}

/** What users get, as far as they have asked lately. */
export function usersSaid({ traffic }: Pick<FrameView, 'traffic'>): Said {
  if (traffic.ratePerS === 0) return { text: 'no traffic', health: 'off' }
  const percent = Math.floor(traffic.okPercent)
  return { text: `${percent} % served`, health: percent >= 100 ? 'ok' : percent >= 80 ? 'warn' : 'bad' }
}

/** Whether an API server answers on a machine. */
export const serves = (machine: MachineView | undefined): boolean =>
  machine !== undefined &&
  machine.up &&
  !machine.paused &&
  machine.processes.some(({ kind, status }) => kind === 'kube-apiserver' && status === 'running')

/** How many servers the balancer takes for UP; `believed` are those of them that cannot answer. */
export function balancerSaid(frame: Pick<FrameView, 'machines' | 'balancer'>): Said & {
  readonly believed: ReadonlySet<string>
} {
  const lb = frame.machines.find(({ role }) => role === 'lb')
  if (!lb?.up) return { text: lb?.badge ?? '', health: 'bad', believed: new Set() }
  const servers = frame.balancer?.servers ?? []
  const up = servers.filter((server) => server.up)
  const believed = new Set(
    up.map(({ name }) => name).filter((name) => !serves(frame.machines.find(({ id }) => id === name)))
  )
  const counted = `${up.length} of ${servers.length}`
  if (believed.size > 0) return { text: `believes ${counted} up`, health: 'warn', believed }
  return { text: `${counted} up`, health: up.length === 0 ? 'bad' : 'ok', believed }
}

/** What kubectl meets, by what was tried at the instant. */
export function kubectlSaid(pills: readonly PillView[]): Said | null {
  const one = (id: PillView['id']) => pills.find((pill) => pill.id === id)
  const reads = one('reads')
  const writes = one('writes')
  if (!reads || !writes) return null
  if (reads.status === 'none') return { text: 'no answer', health: 'bad' }
  if (writes.status === 'none') return { text: 'no writes', health: 'bad' }
  const partly = [writes, reads].find(({ status }) => status === 'some')
  if (partly) return { text: `${partly.done} of ${partly.of} pass`, health: 'warn' }
  if (reads.status === 'all' && writes.status === 'all') return { text: 'answered', health: 'ok' }
  return reads.status === 'asking' || writes.status === 'asking' ? { text: 'trying …', health: 'off' } : null
}

/** The processes of a master that a small picture has room for, in the same order on each. */
const drawn = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const
export const controlPlane = ({ processes }: MachineView): readonly ProcessView[] =>
  drawn.flatMap((kind) => processes.find((process) => process.kind === kind) ?? [])

/** Forms of a machine's badge, long to short. */
export function machineSaid({ up, paused, badge, health }: MachineView): Said {
  if (!up) return { text: badge, health: 'bad' }
  return { text: badge, health: paused ? 'warn' : health }
}

/** How a pod's square looks. `believed`: the API has it as running, and nothing runs. */
export type Square = 'ready' | 'pending' | 'failed' | 'terminating' | 'believed'
export const squareOf = ({ shape, alive }: PodView): Square => (shape === 'ready' && !alive ? 'believed' : shape)

/** The same as a sentence, for who does not see the picture. */
export function frameSaid(frame: FrameView, pills: readonly PillView[]): string {
  const names = (machines: readonly MachineView[]) => machines.map(({ id }) => id).join(', ')
  const gone = frame.machines.filter(({ up }) => !up)
  const leads = frame.machines.flatMap(({ processes }) => processes.filter((process) => process.leads))
  const balancer = frame.balancer ? balancerSaid(frame) : null
  const kubectl = kubectlSaid(pills)
  return [
    gone.length === 0 ? 'All machines are up' : `${names(gone)} ${gone.length === 1 ? 'is' : 'are'} down`,
    ...(leads.length > 0 ? [leads.map(({ id }) => `${id} leads`).join(', ')] : ['nobody leads']),
    ...(balancer ? [`the balancer ${/^believes/.test(balancer.text) ? '' : 'has '}${balancer.text}`] : []),
    ...(kubectl ? [`kubectl: ${kubectl.text}`] : []),
    `users: ${usersSaid(frame).text}`,
    `${frame.pods.running} of ${frame.pods.total} pods run`
  ].join('; ')
}
