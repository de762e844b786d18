import type { Block, Inline } from '../../book/types'
import { liveOf } from '../../live'
import type { MilestoneView } from '../../sim/view/types'
import { milestoneTitle } from '../shared/words'
import { useChapter } from './chapter-context'
import { useFacts } from './facts'
import { Inlines } from './Inlines'

/** What the document says, what this run did, what was recorded, and why they differ. */
export default function Claims({ block: { run, rows } }: { readonly block: Extract<Block, { type: 'claims' }> }) {
  const { chapter, figures } = useChapter()
  const facts = useFacts(chapter.runs[run]!)
  if (typeof facts === 'string') return <p className="text-bad">The run of this table cannot be opened: {facts}</p>
  if (!facts?.whole)
    return <p className="card h-40 p-4 text-mute">The run is being read: its numbers come in a moment.</p>
  const { milestones } = facts.timeline
  const told =
    rows.length > 0
      ? rows
      : milestones
          .filter(({ documentS, recordedS }) => documentS !== null || recordedS !== null)
          .map(({ id }) => ({ milestone: id, says: [], why: [] }))
  const shown = [...figures.values()].find((figure) => figure.run === run)
  const play = (milestone: MilestoneView) => {
    const use = liveOf(chapter.runs[run]!)
    use.live.seek(Math.max(0, milestone.at - 1e6))
    use.live.play(milestone.at + 1e6)
    use.release()
    if (shown) document.getElementById(shown.id)?.scrollIntoView({ block: 'start' })
  }
  return (
    <>
      <p className="mb-2 text-xs text-mute">
        <i aria-hidden className="mr-1 inline-block size-2 rotate-45 border-[1.5px] border-mute" /> document
        <i aria-hidden className="mr-1 ml-3 inline-block size-[9px] rounded-full bg-lead" /> simulated
        <i aria-hidden className="mr-1 ml-3 inline-block h-[7px] w-5 rounded bg-info opacity-40" /> recorded, least to
        most
      </p>
      <table className="claims w-full table-fixed border-separate border-spacing-0 rounded-xl border border-line bg-panel shadow-card">
        <thead>
          <tr className="text-left text-xs text-mute [&>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-2 [&>*]:font-medium">
            <th scope="col" className="w-[112px]">
              <span className="sr-only">Verdict</span>
            </th>
            <th scope="col">The document says</th>
            <th scope="col" className="w-[112px] text-right">
              Simulated here
            </th>
            <th scope="col" className="w-[130px] text-right">
              Recorded
            </th>
            <th scope="col" className="w-[176px]">
              Seconds
            </th>
            <th scope="col" className="w-[24%]">
              Why they differ
            </th>
            <th scope="col" className="w-[68px]">
              <span className="sr-only">Run it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ milestone: id, says, why }) => (
            <ClaimLine
              key={id}
              id={id}
              says={says}
              why={why}
              milestone={milestones.find((one) => one.id === id) ?? null}
              play={shown ? play : null}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

type Verdict = 'agrees' | 'sooner' | 'later' | 'never' | 'not claimed'

/** A rule, no opinion: it agrees within a tenth of the document's time, or half a second. */
export function verdictOf(simulated: number | null, document: number | null): Verdict {
  if (simulated === null) return 'never'
  if (document === null) return 'not claimed'
  if (Math.abs(simulated - document) <= Math.max(0.5, document / 10)) return 'agrees'
  return simulated < document ? 'sooner' : 'later'
}

const looks: Readonly<Record<Verdict, { readonly tone: string; readonly path: string }>> = {
  agrees: { tone: 'bg-okbg text-ok', path: 'M2.5 7.5l3 3 6-7' },
  sooner: { tone: 'bg-infobg text-info', path: 'M12 7H3M6 4L3 7l3 3' },
  later: { tone: 'bg-warnbg text-warn', path: 'M2 7h9M8 4l3 3-3 3' },
  never: { tone: 'bg-badbg text-bad', path: 'M3.5 3.5l7 7m0-7l-7 7' },
  'not claimed': { tone: 'bg-raised text-mute', path: 'M3 7h8' }
}

function ClaimLine({
  id,
  says,
  why,
  milestone,
  play
}: {
  readonly id: string
  readonly says: readonly Inline[]
  readonly why: readonly Inline[]
  readonly milestone: MilestoneView | null
  readonly play: ((milestone: MilestoneView) => void) | null
}) {
  const simulated = milestone?.afterFault == null ? null : milestone.afterFault / 1e6
  const document = milestone?.documentS ?? null
  const recorded = milestone?.recordedS ?? null
  const verdict = verdictOf(simulated, document)
  const { tone, path } = looks[verdict]
  return (
    <tr className="[&:not(:last-child)>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-1.5 [&>*]:align-middle [&>*]:leading-[17px]">
      <td className="whole">
        <span
          className={`inline-flex items-center gap-1 rounded-full px-2 py-px text-[11px] font-semibold whitespace-nowrap ${tone}`}
        >
          <svg aria-hidden viewBox="0 0 14 14" className="size-3">
            <path
              d={path}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.7}
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          {verdict}
        </span>
      </td>
      <th scope="row" className="whole text-left font-normal">
        {says.length > 0 ? <Inlines of={says} /> : milestoneTitle(id)}
        {document !== null && (
          <>
            {' '}
            after <b className="font-semibold whitespace-nowrap">{document} s</b>
          </>
        )}
      </th>
      <td data-label="Simulated here" className="text-right text-sm font-semibold">
        {simulated === null ? 'did not happen' : `${simulated.toFixed(1)}\u00a0s`}
      </td>
      <td data-label="Recorded on real Kubernetes" className="text-right">
        {recorded ? (
          <>
            <b className="text-sm font-semibold">{recorded.median.toFixed(1)} s</b>
            <small className="block text-[11.5px] text-mute">
              {recorded.min.toFixed(1)} to {recorded.max.toFixed(1)}
            </small>
          </>
        ) : (
          <span className="text-mute">not recorded</span>
        )}
      </td>
      <td className="whole">
        <Strip simulated={simulated} document={document} recorded={recorded} />
      </td>
      <td className="whole text-[12.5px] text-mute">{why.length > 0 ? <Inlines of={why} /> : milestone?.why}</td>
      <td className="whole">
        {milestone && play && (
          <button
            type="button"
            className="font-medium whitespace-nowrap text-info hover:underline"
            onClick={() => play(milestone)}
          >
            run it
          </button>
        )}
      </td>
    </tr>
  )
}

const stripWidth = 156
const places = [0, 1, 5, 10, 30, 100, 400]
const stripX = (s: number) => 6 + ((stripWidth - 12) * Math.log1p(s / 0.6)) / Math.log1p(400 / 0.6)

function Strip({
  simulated,
  document,
  recorded
}: {
  readonly simulated: number | null
  readonly document: number | null
  readonly recorded: MilestoneView['recordedS']
}) {
  return (
    <svg aria-hidden viewBox={`0 0 ${stripWidth} 26`} width={stripWidth} height={26} className="block max-w-full">
      <path d={`M6 13H${stripWidth - 6}`} stroke="var(--line)" />
      {places.map((s) => (
        <path key={s} d={`M${stripX(s)} 10v6`} stroke="var(--line2)" />
      ))}
      {recorded && (
        <rect
          x={stripX(recorded.min) - 3}
          y={8.5}
          width={stripX(recorded.max) - stripX(recorded.min) + 6}
          height={9}
          rx={4.5}
          fill="var(--info)"
          opacity={0.4}
        />
      )}
      {simulated !== null && <circle cx={stripX(simulated)} cy={13} r={4.3} fill="var(--lead)" stroke="var(--panel)" />}
      {document !== null && (
        <rect
          x={stripX(document) - 4}
          y={9}
          width={8}
          height={8}
          transform={`rotate(45 ${stripX(document)} 13)`}
          fill="none"
          stroke="var(--mute)"
          strokeWidth={1.6}
        />
      )}
    </svg>
  )
}
