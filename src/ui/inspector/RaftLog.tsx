import { usePage } from '../shared/use-page'
import { Crown } from './Crown'
import { select, type RaftLogView, type RaftMemberView } from '../../store'

const heads = 62
const cell = 26
const fold = 18

/** The logs of all members, one below the other: what is not committed is outlined, what is missing is dashed. */
export function RaftLog({ raft }: { readonly raft: RaftLogView }) {
  const t = usePage()
  const { columns, members, committed, missing } = raft
  const terms = [
    ...new Set(members.flatMap(({ cells }) => cells.flatMap((found) => (found && found.term > 0 ? [found.term] : []))))
  ]
  const widths = columns.map((index) => (index === null ? `${fold}px` : `${cell}px`))
  const last = columns.reduce<number>((found, index, i) => (index !== null && index <= committed ? i : found), -1)
  const line =
    heads + columns.slice(0, last + 1).reduce((sum: number, index) => sum + (index === null ? fold : cell), 0) - 1
  return (
    <>
      <p className="flex flex-wrap gap-x-3 text-[11px] text-mute">
        {terms
          .sort((a, b) => a - b)
          .map((term) => (
            <span key={term} className="flex items-center gap-1">
              <i aria-hidden className={`size-2 rounded-[2px] bg-(--tone) ${toneOf(term)}`} />
              {t('term')} {term}
            </span>
          ))}
        <span className="flex items-center gap-1">
          <i aria-hidden className="h-2.5 w-0.5 bg-ok" />
          {t('committed')}
        </span>
      </p>
      <div className="mt-1 overflow-x-auto" tabIndex={0} role="group" aria-label={t('Raft logs')}>
        <div className="relative w-max">
          <table
            className="grid w-max gap-y-1 text-[11px] leading-4"
            style={{ gridTemplateColumns: `${heads}px ${widths.join(' ')}` }}
          >
            <thead className="contents">
              <tr className="contents">
                <th scope="col">
                  <span className="sr-only">{t('Member')}</span>
                </th>
                {columns.map((index, i) => (
                  <th
                    key={index ?? `fold-${i}`}
                    scope="col"
                    className="text-center text-[10.5px] leading-[14px] font-normal whitespace-nowrap text-faint"
                  >
                    {index === null ? <span className="sr-only">{t('left out')}</span> : headOf(columns, i)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="contents">
              {members.map((member) => (
                <MemberRow key={member.id} member={member} columns={columns} />
              ))}
            </tbody>
          </table>
          {last >= 0 && <i aria-hidden className="absolute top-3.5 -bottom-0.5 w-0.5 bg-ok" style={{ left: line }} />}
        </div>
      </div>
      <p className="mt-1 text-xs text-mute">
        {t(
          `Committed up to ${committed}${missing.length > 0 ? `; ${missing.join('; ')}.` : ', and every member has it all.'}`
        )}
      </p>
    </>
  )
}

/** The first index of a run in full, of the others what differs at the end. */
function headOf(columns: readonly (number | null)[], i: number): string {
  const index = columns[i]!
  const before = i > 0 ? columns[i - 1]! : null
  return before === null ? String(index) : String(index % 100).padStart(2, '0')
}

const toneOf = (term: number): string => (term % 2 === 0 ? 'tone-info' : 'tone-lead')

const shapes = {
  member: 'rounded-full bg-ok',
  down: 'rotate-45 rounded-[2px] bg-bad'
} as const

function MemberRow({ member, columns }: { readonly member: RaftMemberView; readonly columns: RaftLogView['columns'] }) {
  const { id, title, role, cells } = member
  return (
    <tr className="contents">
      <th scope="row" className="text-left font-medium">
        <button
          type="button"
          onClick={() => select(id)}
          className="flex items-center gap-1.5 rounded leading-5 hover:bg-raised"
        >
          {role === 'leader' ? <Crown /> : <i aria-hidden className={`mx-0.5 size-[7px] ${shapes[role]}`} />}
          {title}
          <span className="sr-only">{role}</span>
        </button>
      </th>
      {cells.map((found, i) => {
        if (!found)
          return (
            <td key={`fold-${i}`} aria-hidden className="text-center leading-5 text-faint">
              ⋯
            </td>
          )
        const { term, state } = found
        const looks = {
          committed: 'bg-(--ground) text-(--tone)',
          uncommitted: 'text-(--tone) inset-ring-[1.5px] inset-ring-(--tone)',
          snapshot: 'bg-raised text-mute',
          missing: 'border border-dashed border-faint'
        }
        const text = state === 'missing' ? '' : state === 'snapshot' && term < 0 ? 's' : String(term)
        return (
          <td
            key={columns[i]}
            className={`mx-px h-5 rounded text-center font-semibold leading-5 ${toneOf(term)} ${looks[state]}`}
            aria-label={`${columns[i]}: ${state === 'missing' ? 'missing' : `term ${term}, ${state}`}`}
          >
            {text}
          </td>
        )
      })}
    </tr>
  )
}
