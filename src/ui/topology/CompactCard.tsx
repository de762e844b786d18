import { useLab, type MachineView, type ProcessView } from '../../store'
import { Dot } from './MachineCard'
import { Nav } from './Nav'

/** The load balancer, and the users: one line each. */
export function CompactCard({ machine }: { readonly machine: MachineView }) {
  const isUsers = machine.role === 'users'
  return (
    <div className="flex h-full items-center gap-1.5 px-2.5">
      <Nav
        id={machine.id}
        state={machine.badge}
        label={`${machine.id}, ${machine.badge}`}
        className={`flex items-center gap-[7px] font-semibold ${machine.up ? '' : 'text-bad'}`}
      >
        <Dot machine={machine} />
        {isUsers ? 'Users' : 'lb'}
      </Nav>
      {machine.processes.map((process) =>
        process.kind === 'users' ? (
          <TrafficChip key={process.id} process={process} />
        ) : (
          <InlineChip key={process.id} process={process} withDetail={!isUsers} />
        )
      )}
      {!isUsers && !machine.up && <Badge tone="bad" text={machine.badge} />}
    </div>
  )
}

function InlineChip({ process, withDetail }: { readonly process: ProcessView; readonly withDetail: boolean }) {
  const { id, title, detail, state, status } = process
  const selected = useLab((lab) => lab.selection === id)
  return (
    <Nav
      id={id}
      state={state}
      label={`${id}: ${detail || status}`}
      title={`${id} · ${detail}`}
      className={`flex min-w-0 items-center gap-1.5 rounded-[7px] bg-raised px-[7px] py-1 text-[11.5px] leading-tight ${
        status === 'running' ? '' : 'text-bad'
      } ${selected ? 'ring-2 ring-info' : ''} ${withDetail ? 'flex-1' : ''}`}
    >
      <b className="font-semibold">{title}</b>
      {withDetail && <span className="truncate text-mute">{detail}</span>}
    </Nav>
  )
}

/** The users' requests: the share of those of the last seconds that were answered. */
function TrafficChip({ process }: { readonly process: ProcessView }) {
  const { id, title, detail, state } = process
  const percent = useLab((lab) => lab.frame?.traffic.okPercent ?? 100)
  const idle = useLab((lab) => lab.frame?.traffic.ratePerS === 0)
  const selected = useLab((lab) => lab.selection === id)
  return (
    <Nav
      id={id}
      state={state}
      label={`${id}: ${detail}`}
      title={`${id} · ${title} · ${detail}`}
      className={`ml-auto rounded-[20px] ${selected ? 'ring-2 ring-info' : ''}`}
    >
      <Badge
        tone={percent >= 99.5 ? 'ok' : percent >= 80 ? 'warn' : 'bad'}
        text={idle ? 'no traffic' : `${percent}% ok`}
      />
    </Nav>
  )
}

function Badge({ tone, text }: { readonly tone: string; readonly text: string }) {
  return (
    <span
      className={`tone-${tone} ml-auto rounded-[20px] bg-(--ground) px-1.5 py-px text-[11px] font-semibold whitespace-nowrap text-(--tone)`}
    >
      {text}
    </span>
  )
}
