import type { Inline } from '../../book/types'
import { Sentence } from '../story/Sentence'
import { useChapter } from './chapter-context'
import { useFacts, useValue } from './facts'
import { written } from './write'
import { OriginTag } from '../shared/SettingOrigin'

/** Text of a chapter: its numbers are asked of the run, its terms explain themselves. */
export function Inlines({ of }: { readonly of: readonly Inline[] }) {
  return of.map((inline, i) => <One key={i} inline={inline} />)
}

function One({ inline }: { readonly inline: Inline }) {
  switch (inline.type) {
    case 'text':
      return inline.text
    case 'code':
      return <code>{inline.text}</code>
    case 'strong':
      return (
        <b className="font-semibold">
          <Inlines of={inline.of} />
        </b>
      )
    case 'em':
      return (
        <em>
          <Inlines of={inline.of} />
        </em>
      )
    case 'claim':
      return (
        <em title="What the document says">
          <i aria-hidden className="mr-1 inline-block size-[7px] rotate-45 border-[1.5px] border-mute align-[2px]" />
          <Inlines of={inline.of} />
        </em>
      )
    case 'link':
      return (
        <a href={inline.href} className="text-info underline underline-offset-2">
          <Inlines of={inline.of} />
        </a>
      )
    case 'break':
      return <br />
    case 'term':
      return <Sentence text={`[[${inline.term}|${inline.text}]]`} />
    case 'flag':
      return <Flag inline={inline} />
    case 'value':
      return <RunValue inline={inline} />
  }
}

function RunValue({ inline: { ask, run, form } }: { readonly inline: Extract<Inline, { type: 'value' }> }) {
  const { chapter } = useChapter()
  const link = chapter.runs[run]!
  const value = useValue(ask, run, chapter.runs)
  const facts = useFacts(link)
  if (typeof facts === 'string') return <span className="text-bad">(this run cannot be opened: {facts})</span>
  if (value === undefined || !facts)
    return (
      <span
        role="img"
        aria-label="a number that is being computed"
        className="inline-block h-[0.8em] w-10 animate-pulse rounded bg-raised align-[-0.05em] inset-ring inset-ring-line"
      />
    )
  return (
    <data
      value={String(value)}
      title={`From this run: ${facts.info.title}`}
      className="font-semibold whitespace-nowrap"
    >
      {written(value, form, facts.info.clockStartSeconds, facts.info.faultAt ?? 0)}
    </data>
  )
}

/** A setting with the value that it has in the chapter's run; one that the simulator does not have stands alone. */
function Flag({ inline: { text, set } }: { readonly inline: Extract<Inline, { type: 'flag' }> }) {
  const { chapter } = useChapter()
  const facts = useFacts(chapter.runs[chapter.run]!)
  const flag =
    facts && typeof facts === 'object' ? facts.info.flags.find(({ name }) => name === (set || text)) : undefined
  return (
    <code title={flag?.description} className="rounded! bg-infobg! px-1.5! text-[11px]! whitespace-nowrap text-info">
      {text}
      {flag && ` ${flag.value}`}
      {flag && facts && typeof facts === 'object' && <OriginTag info={facts.info} name={flag.name} />}
    </code>
  )
}
