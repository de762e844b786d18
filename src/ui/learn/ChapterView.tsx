import { useEffect, useMemo, useRef } from 'react'
import { heads } from 'virtual:book'
import type { Chapter, Figure } from '../../book/types'
import { Icon } from '../shared/Icon'
import { learnAddress, type LearnAddress } from './address'
import { BlockView, TextBlocks } from './BlockView'
import { ChapterContext, useChapter, type InChapter } from './chapter-context'
import { useFacts } from './facts'
import { markRead, progressOf, useProgress } from './progress'
import { Notes } from './Notes'
import { rowsOf, type Row } from './rows'

/** A chapter: its head, its rows, and the way to the chapters beside it. */
export function ChapterView({ chapter, address }: { readonly chapter: Chapter; readonly address: LearnAddress }) {
  const shared = useMemo((): InChapter => {
    const all = [...chapter.lead, ...chapter.sections.flatMap(({ blocks }) => blocks)]
    const figures = all.filter((block): block is Figure => block.type === 'figure')
    return {
      chapter,
      figures: new Map(figures.map((figure) => [figure.id, figure])),
      numberOf: (id) => figures.findIndex((figure) => figure.id === id) + 1,
      asked:
        address.fault === '' && address.at === null
          ? null
          : { figure: address.place, fault: address.fault, at: address.at }
    }
  }, [chapter, address.fault, address.at, address.place])
  useEffect(() => {
    document.title = `${chapter.title} · Learn · Failover Lab`
    if (address.place === '') scrollTo(0, 0)
    else document.getElementById(address.place)?.scrollIntoView()
  }, [chapter, address.place])
  const lead = rowsOf(chapter.lead)
  const opening = lead[0]?.kind === 'text' ? lead[0] : null
  return (
    <ChapterContext value={shared}>
      <article aria-labelledby="chapter-title">
        <div className="book-row">
          <div>
            <p className="heading mb-0!">
              Chapter {chapter.number} of {heads.length} <Dot /> {chapter.minutes} minutes <Dot />{' '}
              {Object.keys(chapter.runs).length} {Object.keys(chapter.runs).length === 1 ? 'run' : 'runs'}
            </p>
            <h1
              id="chapter-title"
              className="mt-1.5 mb-2.5 text-[25px] leading-[30px] font-semibold tracking-tight min-[821px]:text-[30px] min-[821px]:leading-9"
            >
              {chapter.title}
            </h1>
            {opening && <TextBlocks blocks={opening.main} />}
          </div>
          <RunFacts />
          {opening && opening.notes.length > 0 && <Notes notes={opening.notes} />}
        </div>
        {opening && opening.beside.length > 0 && <RowView row={{ ...opening, main: [], notes: [] }} />}
        {lead.slice(opening ? 1 : 0).map((row, i) => (
          <RowView key={i} row={row} />
        ))}
        {chapter.sections.map(({ id, title, blocks }) => (
          <section key={id} aria-labelledby={id}>
            <h2 id={id} className="mt-8 mb-2 scroll-mt-16 text-[19px] leading-7 font-semibold tracking-tight">
              {title}
            </h2>
            {rowsOf(blocks).map((row, i) => (
              <RowView key={i} row={row} />
            ))}
          </section>
        ))}
        <Ending />
      </article>
    </ChapterContext>
  )
}

const Dot = () => <i aria-hidden className="mx-2 inline-block size-[3px] rounded-full bg-current align-middle" />

function RowView({ row: { kind, main, beside, notes } }: { readonly row: Row }) {
  if (kind === 'wide')
    return (
      <div className="book-row">
        <div className="wide min-w-0">
          {main.map((block, i) => (
            <BlockView key={i} block={block} />
          ))}
        </div>
        {notes.length > 0 && <Notes notes={notes} />}
      </div>
    )
  return (
    <div className="book-row">
      {main.length > 0 && (
        <div className="min-w-0">
          {kind === 'text' ? <TextBlocks blocks={main} /> : main.map((block, i) => <BlockView key={i} block={block} />)}
        </div>
      )}
      <div className="min-w-0">{beside.length > 0 && <TextBlocks blocks={beside} aside />}</div>
      {notes.length > 0 && <Notes notes={notes} />}
    </div>
  )
}

/** What is run behind a chapter. */
function RunFacts() {
  const chapterOf = useChapterFacts()
  const { document, info, hash, error } = chapterOf
  return (
    <aside className="self-end pb-1 max-[820px]:hidden" aria-label="The run behind this chapter">
      <p className="heading">The run behind this chapter</p>
      <dl className="grid grid-cols-[76px_1fr] gap-x-2 gap-y-[3px]">
        <dt className="text-mute">Scenario</dt>
        <dd className="font-medium">{info?.title ?? (error || 'being opened …')}</dd>
        <dt className="text-mute">Profile</dt>
        <dd className="font-medium">{info?.profiles.find(({ id }) => id === info.profile)?.title ?? '…'}</dd>
        <dt className="text-mute">Seed, hash</dt>
        <dd className="numbers text-xs leading-5">
          {info ? info.seed : '…'}, {hash}
        </dd>
        {info && info.faults.length > 0 && (
          <>
            <dt className="text-mute">{info.faults.length === 1 ? 'Fault' : 'Faults'}</dt>
            <dd className="numbers text-xs leading-5 [overflow-wrap:anywhere]">
              {info.faults.slice(0, 3).map((fault) => (
                <span key={fault} className="block">
                  {fault}
                </span>
              ))}
              {info.faults.length > 3 && <span className="text-mute">and {info.faults.length - 3} more</span>}
            </dd>
          </>
        )}
        <dt className="text-mute">Document</dt>
        <dd>{document}</dd>
      </dl>
    </aside>
  )
}

function useChapterFacts() {
  const { chapter } = useChapter()
  const facts = useFacts(chapter.runs[chapter.run]!)
  const known = facts && typeof facts === 'object' ? facts : null
  return {
    document: chapter.document,
    info: known?.info ?? null,
    hash: known?.whole ? known.timeline.hash.slice(0, 8) : '…',
    error: typeof facts === 'string' ? facts : ''
  }
}

/** The end of the chapter: seen, and all guesses made, it is read. */
function Ending() {
  const { chapter } = useChapter()
  const end = useRef<HTMLDivElement>(null)
  const answered = useProgress((progress) =>
    Object.values(progressOf(progress, chapter.id).predictions).reduce(
      (sum, answers) => sum + answers.filter((one) => one !== null).length,
      0
    )
  )
  const complete = answered >= chapter.predictions
  useEffect(() => {
    if (!complete) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) markRead(chapter.id)
    })
    observer.observe(end.current!)
    return () => observer.disconnect()
  }, [chapter.id, complete])
  const at = heads.findIndex(({ id }) => id === chapter.id)
  const before = heads[at - 1]
  const next = heads[at + 1]
  const look = 'flex items-center gap-2 rounded-lg border border-line bg-panel px-3 py-2 font-medium hover:bg-raised'
  return (
    <div ref={end} className="mt-8 flex flex-wrap justify-between gap-3 border-t border-line pt-4">
      {before ? (
        <a href={learnAddress(before.id)} className={look}>
          <Icon name="left" size={14} /> Previous: {before.number} {before.title}
        </a>
      ) : (
        <span />
      )}
      {!complete && (
        <p className="self-center text-mute">
          {chapter.predictions - answered} {chapter.predictions - answered === 1 ? 'guess is' : 'guesses are'} open: the
          chapter counts as read when they are made.
        </p>
      )}
      {next && (
        <a href={learnAddress(next.id)} className={look}>
          Next: {next.number} {next.title} <Icon name="right" size={14} />
        </a>
      )}
    </div>
  )
}
