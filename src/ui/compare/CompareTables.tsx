import { otherImpact, secondsText, useComparison, useLab, type ImpactView, type MilestoneView } from '../../store'
import { useImpact } from '../shared/use-impact'
import { byTime, impactSigns, milestoneTitle } from '../shared/words'

const nameOf = (masters: number | undefined, profile: string | undefined): string =>
  masters === undefined ? '…' : `${masters} master${masters === 1 ? '' : 's'}, ${profile}`

/** What works and when it came to what, of both runs. */
export function CompareTables() {
  const info = useLab((lab) => lab.info)
  const other = useComparison((comparison) => comparison.info)
  const here = nameOf(info?.masters, info?.profile)
  const there = nameOf(other?.masters, other?.profile)
  return (
    <div className="grid min-h-0 flex-1 grid-cols-2 gap-4 overflow-auto px-3 pb-2 text-xs">
      <ImpactRows here={here} there={there} />
      <MilestoneRows here={here} there={there} />
    </div>
  )
}

interface Names {
  readonly here: string
  readonly there: string
}

function Head({ title, here, there }: Names & { readonly title: string }) {
  return (
    <thead className="text-mute">
      <tr>
        <th className="font-normal">{title}</th>
        <th className="font-normal">{here}</th>
        <th className="font-normal">{there}</th>
      </tr>
    </thead>
  )
}

const noRows: readonly ImpactView[] = []

function ImpactRows(names: Names) {
  const ours = useImpact()?.rows ?? noRows
  const theirs = useImpact(otherImpact)?.rows ?? noRows
  const ids = [...new Set([...ours, ...theirs].map(({ id }) => id))]
  const traffic = useLab((lab) => lab.frame?.traffic)
  const otherTraffic = useComparison((comparison) => comparison.frame?.traffic)
  return (
    <table className="self-start text-left">
      <Head title="Impact now" {...names} />
      <tbody>
        {ids.map((id) => {
          const our = ours.find((row) => row.id === id)
          const their = theirs.find((row) => row.id === id)
          return (
            <tr key={id} className="border-t border-line align-top" data-impact={id}>
              <th className="py-0.5 pr-2 font-medium">{(our ?? their)!.title}</th>
              <ImpactCell row={our} />
              <ImpactCell row={their} />
            </tr>
          )
        })}
        <tr className="border-t border-line">
          <th className="py-0.5 pr-2 font-medium">Longest outage of the users</th>
          <td className="numbers font-semibold">{traffic && secondsText(traffic.longestOutageS)}</td>
          <td className="numbers font-semibold">{otherTraffic && secondsText(otherTraffic.longestOutageS)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function ImpactCell({ row }: { readonly row: ImpactView | undefined }) {
  if (!row) return <td className="text-mute">not asked</td>
  const { sign, tone, word } = impactSigns[row.status]
  return (
    <td className={`${tone} py-0.5 pr-2 font-semibold text-(--tone)`} title={row.evidence} data-status={row.status}>
      {sign} {word}
    </td>
  )
}

const noMilestones: readonly MilestoneView[] = []

function MilestoneRows(names: Names) {
  const ours = useLab((lab) => lab.timeline?.milestones) ?? noMilestones
  const theirs = useComparison((comparison) => comparison.timeline?.milestones) ?? noMilestones
  const ids = [...new Set(byTime([...ours, ...theirs]).map(({ id }) => id))]
  const time = (list: readonly MilestoneView[], id: string) => {
    const found = list.find((milestone) => milestone.id === id)
    return found?.afterFault == null ? '—' : secondsText(found.afterFault / 1_000_000)
  }
  return (
    <table className="self-start text-left">
      <Head title="After the fault" {...names} />
      <tbody>
        {ids.map((id) => (
          <tr key={id} className="border-t border-line" data-milestone={id}>
            <th className="py-0.5 pr-2 font-medium">{milestoneTitle(id)}</th>
            <td className="numbers">{time(ours, id)}</td>
            <td className="numbers">{time(theirs, id)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
