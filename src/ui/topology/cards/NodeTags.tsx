import { useLab, type ProcessView } from '../../../store'
import { useCounted } from '../../shared/count-now'
import { leftText, Ring } from '../../shared/Ring'
import { textWidth } from '../text-fit'
import { waitAbout } from '../waits'
import { Tag } from './Tag'
import { tagName, tagsFor } from './tags-for'

interface Props {
  /** The machine. */
  readonly id: string
  /** In the order in which they are drawn. */
  readonly processes: readonly ProcessView[]
  /** Pixels. */
  readonly width: number
  /** A word that stands before the tags, instead of them where it tells more. */
  readonly state?: { readonly text: string; readonly tone: 'tag-bad' | 'tag-warn' } | null
}

const font = "500 10.5px Inter, 'DejaVu Sans Condensed', system-ui, sans-serif"
const widthOf = (text: string): number => textWidth(text, font)
/** Of a tag around its text, with the gap behind it. */
const around = 8 + 3
const ring = 10 + 3

/** What every node has as tags, and how long until its silence counts. The countdown always has room; tags give way. */
export function NodeTags({ id, processes, width, state = null }: Props) {
  const wait = useLab((lab) => waitAbout(lab.frame, id, ['grace']))
  const now = useCounted(wait)
  // A width that a running countdown does not change: digits are as wide as a nought at most.
  const left = wait ? leftText(wait, now) : ''
  const grace = wait ? widthOf(left.replace(/\d/g, '0')) + ring + around : 0
  const tags = state ? [] : tagsFor(processes, width - grace, widthOf)
  return (
    <div className="flex h-4 gap-[3px]">
      {state && <span className={`tag ${state.tone}`}>{state.text}</span>}
      {tags.map(({ process, short }) => (
        <Tag key={process.id} process={process} name={tagName(process, short)} />
      ))}
      {wait && (
        <span className="tag tag-warn" title={`${wait.setting}: ${left} left`}>
          <Ring wait={wait} now={now} size={10} />
          {left}
        </span>
      )}
    </div>
  )
}
