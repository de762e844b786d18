import { memo } from 'react'
import { useLab, type BalancerView, type MachineView } from '../../../store'
import { useCounted } from '../../shared/count-now'
import { leftText } from '../../shared/Ring'
import { usePage } from '../../shared/use-page'
import { Fitted } from '../Fitted'
import { Nav } from '../Nav'
import { waitAbout } from '../waits'
import { Title } from './Title'

interface Props {
  readonly machine: MachineView
  readonly width: number
}

/** The balancer before the API servers, with what it believes of each. */
export function BalancerCard({ machine, width }: Props) {
  const t = usePage()
  const servers = useLab((lab) => lab.frame?.balancer?.servers)
  const process = machine.processes[0]
  const cell = servers ? (width - 16 - (servers.length - 1) * 6) / servers.length : 0
  return (
    <div className="p-[7px]">
      <div className="flex items-center gap-1.5">
        <div className="flex-none">
          <Title machine={machine} badge={false} />
        </div>
        {process && (
          <Nav
            id={process.id}
            state={process.state}
            label={`${process.id}: ${t(process.detail || process.status)}`}
            title={`${process.id}: ${t(process.detail)}`}
            className="chip-flat text-[11px] text-mute"
          >
            {t('HAProxy, round robin')}
          </Nav>
        )}
        <Believed machine={machine} />
      </div>
      {servers && servers.length > 0 && (
        <div
          className="mt-1.5 grid gap-1.5"
          style={{ gridTemplateColumns: `repeat(${servers.length}, minmax(0, 1fr))` }}
        >
          {servers.map((server) => (
            <ServerCell key={server.name} server={server} width={cell} />
          ))}
        </div>
      )}
    </div>
  )
}

/** What is worth saying about it in one line. */
function Believed({ machine }: { readonly machine: MachineView }) {
  const t = usePage()
  const servers = useLab((lab) => lab.frame?.balancer?.servers)
  const machines = useLab((lab) => lab.machines)
  const wrong = servers?.filter(({ name, up }) => up && machines[name]?.up === false).length ?? 0
  const down = servers?.filter(({ up }) => !up).length ?? 0
  const said = !machine.up
    ? { tone: 'bad', text: machine.badge }
    : machine.paused
      ? { tone: 'warn', text: 'paused' }
      : wrong > 0
        ? { tone: 'warn', text: `${wrong} of ${servers!.length} new connections ${wrong === 1 ? 'hangs' : 'hang'}` }
        : down > 0
          ? { tone: down === servers!.length ? 'bad' : 'warn', text: `${down} of ${servers!.length} DOWN` }
          : null
  if (!said) return null
  return (
    <span
      className={`tone-${said.tone} ml-auto rounded-lg bg-(--ground) px-1.5 text-[11px] leading-4 font-medium whitespace-nowrap text-(--tone)`}
    >
      {t(said.text)}
    </span>
  )
}

interface CellProps {
  readonly server: BalancerView['servers'][number]
  readonly width: number
}

const ServerCell = memo(function ServerCell({ server, width }: CellProps) {
  const { name, state, up, counted, of, connections } = server
  const wait = useLab((lab) => waitAbout(lab.frame, `${name}/kube-apiserver`, ['check']))
  const now = useCounted(wait)
  const whole = counted === of && up
  const next = wait ? `${up ? 'DOWN' : 'UP'} in ${leftText(wait, now)}` : ''
  const open = `${connections} ${connections === 1 ? 'connection' : 'connections'}`
  const forms = next ? [`${state}, ${next}`, next, state] : [`${state}, ${open}`, state]
  const pips = of * 9
  return (
    <div className={`server ${up ? (whole ? '' : 'server-warn') : 'server-bad'}`} title={`${name}: ${forms[0]}`}>
      <b className="flex items-center font-semibold">
        <Fitted
          forms={[name, name.replace('master-', 'm-')]}
          width={width - 16 - (width > 100 ? pips + 4 : 0)}
          font="strong"
        />
        {width > 100 && <ServerPips counted={counted} of={of} up={up} />}
      </b>
      {width > 100 ? (
        <Fitted forms={forms} width={width - 16} />
      ) : (
        <span className="flex h-4 items-center">
          <ServerPips counted={counted} of={of} up={up} />
        </span>
      )}
    </div>
  )
})

/** HAProxy's own counter: checks that hold it up, or that have brought it back so far. */
function ServerPips({ counted, of, up }: { readonly counted: number; readonly of: number; readonly up: boolean }) {
  return (
    <span aria-hidden className="ml-auto flex gap-[3px]">
      {Array.from({ length: of }, (_, i) => (
        <i
          key={i}
          className={`pip ${i < counted ? '' : 'pip-empty'} ${up && counted === of ? '' : up ? 'pip-warn' : 'pip-bad'}`}
        />
      ))}
    </span>
  )
}
