import { milestoneTitle } from '../shared/words'
import type { Block } from '../../book/types'
import { liveOf } from '../../live'
import type { ImpactView } from '../../sim/view/types'
import { useChapter } from './chapter-context'
import { useFacts, useImpactAt } from './facts'
import { afterText } from '../figure/WhyHere'
import { Inlines } from './Inlines'

type Row = Extract<Block, { type: 'impact' }>['rows'][number]

/** The document's impact table: what each row says, what was tried on copies of this run, what was recorded, and why they differ. */
export default function ImpactClaims({
  block: { run, at, rows }
}: {
  readonly block: Extract<Block, { type: 'impact' }>
}) {
  const { chapter, figures } = useChapter()
  const link = chapter.runs[run]!
  const facts = useFacts(link)
  const impact = useImpactAt(link, at)
  if (typeof facts === 'string') return <p className="text-bad">The run of this table cannot be opened: {facts}</p>
  if (!impact || !facts)
    return <p className="card h-40 p-4 text-mute">Each row is being tried on a copy of the cluster …</p>
  const shown = [...figures.values()].find((figure) => figure.run === run)
  const origin = facts.info.faultAt ?? 0
  const show = () => {
    const use = liveOf(link)
    use.live.pause()
    use.live.seek(Math.max(0, origin + at * 1e6))
    use.release()
    document.getElementById(shown!.id)?.scrollIntoView({ block: 'start' })
  }
  const claimed = impact.rows.filter(({ document }) => document !== undefined)
  return (
    <>
      <p className="mb-2 text-xs text-mute">
        Tried {afterText(origin + at * 1e6, origin)} after the fault, on copies of this run. Press <i>run it</i> for the
        cluster at that instant.
      </p>
      <table className="claims w-full table-fixed border-separate border-spacing-0 rounded-xl border border-line bg-panel shadow-card">
        <thead>
          <tr className="text-left text-xs text-mute [&>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-2 [&>*]:font-medium">
            <th scope="col" className="w-[112px]">
              <span className="sr-only">Verdict</span>
            </th>
            <th scope="col" className="w-[22%]">
              The document says
            </th>
            <th scope="col">Simulated here: what was seen</th>
            <th scope="col" className="w-[150px]">
              Recorded
            </th>
            <th scope="col" className="w-[24%]">
              Why
            </th>
            <th scope="col" className="w-[68px]">
              <span className="sr-only">Run it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {claimed.map((view) => (
            <Line
              key={view.id}
              view={view}
              row={rows.find(({ row }) => row === view.id) ?? null}
              recorded={recordedOf(
                rows.find(({ row }) => row === view.id),
                facts.timeline.milestones
              )}
              show={shown ? show : null}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

interface Recorded {
  readonly title: string
  readonly median: number
  readonly min: number
  readonly max: number
}

function recordedOf(
  row: Row | undefined,
  milestones: readonly { readonly id: string; readonly recordedS: Omit<Recorded, 'title'> | null }[]
): Recorded | null {
  const found = row && milestones.find(({ id }) => id === row.recorded)
  return found?.recordedS ? { ...found.recordedS, title: milestoneTitle(found.id) } : null
}

const words: Readonly<Record<ImpactView['status'], string>> = {
  ok: 'works',
  degraded: 'works in part',
  failed: 'does not work',
  unknown: 'not known',
  asking: 'being tried'
}
const tones: Readonly<Record<ImpactView['status'], string>> = {
  ok: 'text-ok',
  degraded: 'text-warn',
  failed: 'text-bad',
  unknown: 'text-mute',
  asking: 'text-mute'
}

/** A rule, no opinion; of a time or a comparison the numbers stand beside each other. */
function verdictOf({ differs, judged, status }: ImpactView): { readonly text: string; readonly tone: string } {
  if (judged !== true) return { text: '– compare', tone: 'bg-raised text-mute' }
  if (differs) return { text: '≠ otherwise', tone: 'bg-warnbg text-warn' }
  if (status === 'degraded') return { text: '◑ partly', tone: 'bg-warnbg text-warn' }
  return { text: '✓ as it says', tone: 'bg-okbg text-ok' }
}

function Line({
  view,
  row,
  recorded,
  show
}: {
  readonly view: ImpactView
  readonly row: Row | null
  readonly recorded: Recorded | null
  readonly show: (() => void) | null
}) {
  const verdict = verdictOf(view)
  return (
    <tr className="[&:not(:last-child)>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-1.5 [&>*]:align-top [&>*]:leading-[17px]">
      <td className="whole">
        <span
          className={`inline-flex rounded-full px-2 py-px text-[11px] font-semibold whitespace-nowrap ${verdict.tone}`}
        >
          {verdict.text}
        </span>
      </td>
      <th scope="row" className="whole text-left font-normal">
        <b className="font-semibold">{view.title}</b>
        <span className="block text-[12.5px] text-mute italic">{view.document}</span>
      </th>
      <td data-label="Simulated here" className="whole">
        <b className={`font-semibold ${tones[view.status]}`}>{words[view.status]}</b>
        <span className="block text-[12.5px] [overflow-wrap:anywhere]">{view.evidence}</span>
      </td>
      <td data-label="Recorded on real Kubernetes" className="whole">
        {recorded ? (
          <>
            <b className="font-semibold">{recorded.median.toFixed(1)} s</b>
            <small className="block text-[11.5px] text-mute">
              {recorded.title}, {recorded.min.toFixed(1)} to {recorded.max.toFixed(1)} s
            </small>
          </>
        ) : (
          <span className="text-mute">not recorded</span>
        )}
      </td>
      <td className="whole text-[12.5px] text-mute">{row && <Inlines of={row.why} />}</td>
      <td className="whole">
        {show && (
          <button type="button" className="font-medium whitespace-nowrap text-info hover:underline" onClick={show}>
            run it
          </button>
        )}
      </td>
    </tr>
  )
}
