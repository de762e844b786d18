import { memo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLab, type MachineView } from '../../store'
import { Icon } from '../shared/Icon'
import { usePage } from '../shared/use-page'

/** More workers than this are counted, not drawn. */
const mostWorkers = 12

/** The cluster in as few words as there is room for: who serves, who leads, who is gone. */
export function SmallTopology() {
  const t = usePage()
  const ids = useLab(useShallow((lab) => lab.frame?.machines.map(({ id, role }) => `${role} ${id}`) ?? []))
  const of = (role: MachineView['role']) =>
    ids.filter((text) => text.startsWith(`${role} `)).map((text) => text.split(' ')[1]!)
  const masters = of('master')
  const workers = of('worker')
  return (
    <div className="grid gap-3" role="group" aria-label={t('Topology')}>
      <div className="flex items-center">
        {of('users').map((id) => (
          <Users key={id} id={id} />
        ))}
        {of('lb').map((id) => (
          <Balancer key={id} id={id} />
        ))}
      </div>
      <div
        className="grid gap-2"
        style={{ gridTemplateColumns: `repeat(${Math.min(masters.length, 3)}, minmax(0, 1fr))` }}
      >
        {masters.map((id) => (
          <Master key={id} id={id} />
        ))}
      </div>
      {workers.length <= mostWorkers ? (
        <div
          className="grid gap-1"
          style={{ gridTemplateColumns: `repeat(${Math.min(workers.length, 6)}, minmax(0, 1fr))` }}
        >
          {workers.map((id) => (
            <Worker key={id} id={id} alone={workers.length <= 3} />
          ))}
        </div>
      ) : (
        <Fleet />
      )}
    </div>
  )
}

const box = 'flex items-center gap-1.5 rounded-[10px] border border-line bg-panel px-2 shadow-card'
const lost = 'border-badfill! bg-badbg! text-bad'

const Users = memo(function Users({ id }: { readonly id: string }) {
  const t = usePage()
  const up = useLab((lab) => lab.machines[id]?.up ?? true)
  const rate = useLab((lab) => lab.frame?.traffic.ratePerS ?? 0)
  const percent = useLab((lab) => Math.floor(lab.frame?.traffic.okPercent ?? 100))
  const health = rate === 0 ? 'off' : percent >= 100 ? 'ok' : percent >= 80 ? 'warn' : 'bad'
  return (
    <div data-machine={id} className={`${box} h-[30px] text-xs font-semibold`}>
      <Mark up={up} health={health} />
      {t('Users')}
      <small className="text-[11px] font-normal text-mute">{rate === 0 ? t('no traffic') : `${percent} %`}</small>
    </div>
  )
})

const Balancer = memo(function Balancer({ id }: { readonly id: string }) {
  const t = usePage()
  const machine = useLab((lab) => lab.machines[id])
  const said = useLab((lab) => {
    const servers = lab.frame?.balancer?.servers ?? []
    const up = servers.filter((server) => server.up).length
    return `${up} of ${servers.length} UP`
  })
  if (!machine) return null
  return (
    <>
      <i aria-hidden className="h-px w-6 flex-none bg-info" />
      <div data-machine={id} className={`${box} h-[30px] flex-1 text-xs font-semibold ${machine.up ? '' : lost}`}>
        <Mark up={machine.up} health={machine.health} />
        {t('lb')}
        <small className="ml-auto text-[11px] font-normal text-mute">{t(machine.up ? said : machine.badge)}</small>
      </div>
    </>
  )
})

const Master = memo(function Master({ id }: { readonly id: string }) {
  const t = usePage()
  const machine = useLab((lab) => lab.machines[id])
  if (!machine) return null
  const { up, health, badge, processes } = machine
  const etcd = processes.find(({ kind }) => kind === 'etcd')
  const leads = etcd?.leads ?? false
  const holds = processes.filter((process) => process.leads && process !== etcd).map(({ title }) => title)
  const does = !up || badge !== 'ready' ? badge : leads ? 'leads etcd' : (etcd?.detail.split(' · ')[0] ?? badge)
  return (
    <div
      data-machine={id}
      className={`grid min-h-11 content-center rounded-[10px] border px-2 py-1 text-xs leading-4 shadow-card ${
        !up ? lost : leads ? 'border-lead bg-leadbg text-lead' : 'border-line bg-panel'
      }`}
    >
      <b className="flex items-center gap-1.5 font-semibold">
        <Mark up={up} health={health} />
        <span className="whitespace-nowrap">{id}</span>
      </b>
      <small className={`flex items-center gap-1 text-[11px] ${!up || leads ? '' : 'text-mute'}`}>
        {leads && <Icon name="crown" size={12} />}
        {t(does)}
      </small>
      {up && holds.length > 0 && (
        <small className="flex items-center gap-1 text-[11px] text-lead">
          <Icon name="star" size={10} />
          {holds.map(t).join(', ')}
        </small>
      )}
    </div>
  )
})

const Worker = memo(function Worker({ id, alone }: { readonly id: string; readonly alone: boolean }) {
  const t = usePage()
  const machine = useLab((lab) => lab.machines[id])
  if (!machine) return null
  const { up, health, badge, pods } = machine
  const said = !up
    ? t(badge)
    : badge === 'NotReady' || badge === 'boots'
      ? t(badge)
      : `${pods.length}${!alone ? '' : pods.length === 1 ? ' pod' : ' pods'}`
  return (
    <div
      data-machine={id}
      role="img"
      aria-label={`${id}, ${badge}`}
      title={id}
      className={`${box} h-[26px] justify-center px-0.5! text-[11px] ${up ? 'text-mute' : lost}`}
    >
      <Mark up={up} health={health} />
      {alone || up ? t(said) : '–'}
    </div>
  )
})

function Fleet() {
  const t = usePage()
  const well = useLab(
    (lab) => lab.frame?.machines.filter(({ role, health }) => role === 'worker' && health === 'ok').length
  )
  const all = useLab((lab) => lab.frame?.machines.filter(({ role }) => role === 'worker').length)
  return (
    <p className={`${box} h-[30px] text-xs`}>
      <b className="font-semibold">{well}</b> {t('of')} {all} {t('workers are well')}
    </p>
  )
}

/** Round when well, a square on its corner when gone, a triangle in between: not by colour alone. */
function Mark({ up, health }: { readonly up: boolean; readonly health: MachineView['health'] }) {
  const shape = !up
    ? 'rotate-45 rounded-[2px] bg-badfill'
    : health === 'ok' || health === 'off'
      ? 'rounded-full'
      : 'triangle'
  return <i aria-hidden className={`tone-${health} size-2 flex-none ${up ? 'bg-(--tone)' : ''} ${shape}`} />
}
