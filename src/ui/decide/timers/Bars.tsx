import type { Budget, Death, Step } from '../../../live'

const fills: Readonly<Record<Step, string>> = {
  detect: 'var(--one)',
  decide: 'var(--lead)',
  evict: 'var(--several)',
  schedule: 'var(--ok)',
  start: 'var(--web)',
  route: 'var(--app4)',
  elect: 'var(--lead)',
  lead: 'var(--several)'
}

/** What each step waits for. */
const meaning: Readonly<Record<Death, Readonly<Partial<Record<Step, string>>>>> = {
  worker: {
    detect: 'until the node is NotReady',
    evict: 'only new pods wait for this',
    start: 'pulled, started, probed'
  },
  master: { detect: 'a member misses its leader', route: 'until HAProxy takes it out', lead: 'the leases run out' }
}

/** What the document's timelines end with. */
const document: Readonly<Record<Death, number>> = { worker: 80, master: 10 }

const height = 230

/** The measured stretches, one above the other, on one linear scale: what is usual, and with other settings. */
export function Bars({
  death,
  usual,
  yours,
  about
}: {
  readonly death: Death
  readonly usual: Budget | null
  readonly yours: Budget | null
  readonly about: boolean
}) {
  if (!usual)
    return (
      <div className="hatched grid place-items-center rounded-lg text-mute" style={{ height }}>
        <span className="bg-panel px-2">no run yet</span>
      </div>
    )
  const most = Math.max(usual.total, yours?.total ?? 0, 1)
  return (
    <div className="grid grid-cols-[46px_minmax(0,1fr)_46px] gap-x-2.5">
      <Bar name="default" budget={usual} most={most} />
      <ul className="self-start pt-4 text-xs">
        {usual.steps.map(({ step, median, min, max }) => {
          const other = yours?.steps.find((row) => row.step === step)
          return (
            <li key={step} className="mb-1.5">
              <span className="flex items-baseline gap-1.5">
                <i aria-hidden className="size-2 flex-none rounded-sm" style={{ background: fills[step] }} />
                <b className="font-semibold">{step}</b>
                <span
                  className="ml-auto whitespace-nowrap"
                  title={`${text(min)} to ${text(max)} in ${usual.runs} runs`}
                >
                  {text(median)}
                  {other && text(other.median) !== text(median) ? ` to ${text(other.median)}` : ''}
                </span>
              </span>
              {meaning[death][step] && (
                <span className="block pl-3.5 text-[11px]/[14px] text-mute">{meaning[death][step]}</span>
              )}
            </li>
          )
        })}
        <li className="text-mute italic">the document: {document[death]} s</li>
      </ul>
      {yours ? <Bar name="yours" budget={yours} most={most} about={about} /> : <span />}
    </div>
  )
}

function Bar({
  name,
  budget,
  most,
  about = false
}: {
  readonly name: string
  readonly budget: Budget
  readonly most: number
  readonly about?: boolean
}) {
  return (
    <div className="text-center">
      <span className="text-[11.5px] text-mute">{name}</span>
      <div className={`flex flex-col overflow-hidden rounded-[5px] ${about ? 'opacity-60' : ''}`}>
        {budget.steps.map(({ step, median }) => (
          <i
            key={step}
            aria-hidden
            className="block border-b border-panel"
            style={{ height: Math.max(2, (height * median) / most), background: fills[step] }}
          />
        ))}
      </div>
      <b className="text-[13.5px] font-semibold whitespace-nowrap">
        {about ? '≈' : ''}
        {text(budget.total)}
      </b>
    </div>
  )
}

function text(micros: number): string {
  const seconds = micros / 1_000_000
  return `${seconds >= 100 ? Math.round(seconds) : seconds >= 10 ? seconds.toFixed(0) : seconds.toFixed(seconds < 1 ? 2 : 1)}\u00a0s`
}
