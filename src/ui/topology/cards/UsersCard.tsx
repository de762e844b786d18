import { memo } from 'react'
import { useLab, type MachineView, type ServiceView } from '../../../store'
import { useCountedNow } from '../../shared/count-now'
import { usePage } from '../../shared/use-page'
import { hueOf } from '../apps'
import { follow, useFollowed } from '../followed'
import { Nav } from '../Nav'
import { Title } from './Title'

/** Rows that have room. */
const most = 2

/** Whoever uses the cluster: requests to its Services, each to be followed to its pods, and kubectl. */
export function UsersCard({ machine }: { readonly machine: MachineView }) {
  const t = usePage()
  const services = useLab((lab) => lab.frame?.traffic.services)
  const rate = useLab((lab) => lab.frame?.traffic.ratePerS ?? 0)
  const percent = useLab((lab) => lab.frame?.traffic.okPercent ?? 100)
  const traffic = machine.processes.find(({ kind }) => kind === 'users')
  const rest = machine.processes.filter((process) => process !== traffic)
  const tone = rate === 0 ? 'off' : percent >= 99.95 ? 'ok' : percent >= 80 ? 'warn' : 'bad'
  const answered = percent >= 99.95 ? t('all') : `${Math.floor(percent)} %`
  return (
    <div className="p-[7px]">
      <div className="flex items-center gap-1.5">
        <div className="flex-none">
          <Title machine={machine} badge={false} />
        </div>
        <span className="ml-auto flex gap-[3px]">
          {rest.map((process) => (
            <Nav
              key={process.id}
              id={process.id}
              state={process.state}
              label={`${process.id}: ${t(process.detail || process.status)}`}
              title={`${process.id}: ${t(process.detail || process.status)}`}
              className={`tag ${process.status === 'running' ? '' : 'tag-bad'}`}
            >
              {process.kind === 'kubectl' ? 'kubectl' : process.title}
            </Nav>
          ))}
        </span>
      </div>
      {traffic && (
        <Nav
          id={traffic.id}
          state={traffic.state}
          label={`${traffic.id}: ${t(rate === 0 ? 'no traffic' : `${rate} requests per second, ${answered} answered`)}`}
          title={`${traffic.id}: ${t(traffic.detail)}`}
          className="chip-flat mt-1 flex h-5 w-full items-center gap-2 text-[11px]"
        >
          <Spark />
          <em className={`tone-${tone} ml-auto font-semibold whitespace-nowrap not-italic text-(--tone)`}>
            {rate === 0 ? t('no traffic') : `${rate}/s, ${answered}`}
          </em>
        </Nav>
      )}
      <div className="mt-0.5 flex gap-[3px]">
        {services?.slice(0, services.length > most + 1 ? most : most + 1).map((service) => (
          <ServiceTag key={service.service} service={service} />
        ))}
        {services && services.length > most + 1 && <span className="tag">+{services.length - most}</span>}
      </div>
    </div>
  )
}

/** A bar a second: what was answered below, what was not above it. */
const Spark = memo(function Spark() {
  useCountedNow()
  const recent = useLab.getState().frame?.traffic.recent
  const most = Math.max(1, ...(recent ?? []).map(({ ok, failed }) => ok + failed))
  return (
    <svg aria-hidden width={96} height={14} className="flex-none">
      {recent?.map(({ second, ok, failed }, i) => {
        const good = (13 * ok) / most
        const bad = (13 * failed) / most
        return (
          <g key={second}>
            <rect x={i * 4} y={14 - good} width={3} height={good} rx={0.5} fill="var(--ok)" />
            <rect x={i * 4} y={14 - good - bad} width={3} height={bad} rx={0.5} fill="var(--badfill)" />
          </g>
        )
      })}
    </svg>
  )
})

const ServiceTag = memo(function ServiceTag({ service }: { readonly service: ServiceView }) {
  const name = service.service.split('/').at(-1)!
  const followed = useFollowed((state) => state.service === service.service)
  const count = service.pods.length
  const t = usePage()
  const pods = `${count} ${count === 1 ? 'pod' : 'pods'} answered lately${service.degraded ? ', some requests fail' : ''}`
  const text = t(`Service ${service.service}: ${pods}. Follow its requests`)
  return (
    <button
      type="button"
      aria-pressed={followed}
      aria-label={text}
      title={text}
      onClick={(event) => {
        event.stopPropagation()
        follow(service.service)
      }}
      className={`tag nopan ${hueOf(name)} ${followed ? 'ring-2 ring-info' : ''}`}
    >
      <i aria-hidden className="size-2 rounded-[3px] border-[1.5px] border-(--hue) bg-(--huebg)" />
      {name}
      {service.degraded && <b className="text-warn">!</b>}
    </button>
  )
})
