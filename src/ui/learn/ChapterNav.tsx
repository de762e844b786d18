import { useEffect, useRef, useState } from 'react'
import { heads } from 'virtual:book'
import type { ChapterHead } from '../../book/types'
import { download } from '../take/download'
import { learnAddress } from './address'
import {
  eraseProgress,
  formatProgress,
  importProgress,
  parseProgress,
  progressOf,
  useProgress,
  type ChapterProgress
} from './progress'

type Reading = 'read' | 'begun' | 'not read'
const readingOf = ({ read, predictions, quiz, tasks }: ChapterProgress): Reading =>
  read ? 'read' : Object.keys(predictions).length + Object.keys(quiz).length + tasks.length > 0 ? 'begun' : 'not read'

/** The book's chapters beside the text, and how far somebody has come. */
export function ChapterNav({ id }: { readonly id: string }) {
  return (
    <nav aria-label="Chapters" className="book-nav border-r border-line bg-panel">
      <div className="sticky top-12 max-h-[calc(100vh-48px)] overflow-auto py-5 pr-3 pl-3.5">
        <Chapters id={id} />
      </div>
    </nav>
  )
}

/** The same for a narrow page: folded, with the chapter that is read. */
export function ChapterBar({ id }: { readonly id: string }) {
  const fold = useRef<HTMLDetailsElement>(null)
  const head = heads.find((one) => one.id === id)
  const page = pages.find((one) => one.id === id)
  const state = useProgress((progress) => readingOf(progressOf(progress, id)))
  const read = useProgress((progress) => heads.filter((one) => progressOf(progress, one.id).read).length)
  return (
    <details ref={fold} className="chapter-bar border-b border-line bg-panel">
      <summary className="flex min-h-11 list-none items-center gap-2 px-4 py-2 [&::-webkit-details-marker]:hidden">
        {head && <Ring state={state} />}
        <b className="font-semibold">{head?.number}</b> <span className="min-w-0">{head?.title ?? page?.title}</span>
        <span className="ml-auto whitespace-nowrap text-mute">
          {read} of {heads.length} read <span aria-hidden>▾</span>
        </span>
      </summary>
      <nav aria-label="Chapters" className="px-4 pb-4" onClick={() => fold.current?.removeAttribute('open')}>
        <Chapters id={id} />
      </nav>
    </details>
  )
}

const pages = [
  { id: 'drills', title: 'Drills' },
  { id: 'outages', title: 'Outages' }
] as const

function Chapters({ id }: { readonly id: string }) {
  return (
    <>
      <h2 className="heading px-2">The book</h2>
      <ol className="grid gap-px">
        {heads.map((head) => (
          <Entry key={head.id} head={head} here={head.id === id} />
        ))}
      </ol>
      <h2 className="heading mt-4 px-2">To be done</h2>
      <ul className="grid gap-px">
        {pages.map((page) => (
          <li key={page.id}>
            <a
              href={learnAddress(page.id)}
              aria-current={page.id === id ? 'page' : undefined}
              className={`block rounded-lg px-2 py-1.5 pl-[47px] leading-[18px] ${page.id === id ? 'bg-infobg font-medium text-info' : 'hover:bg-raised'}`}
            >
              {page.title}
            </a>
          </li>
        ))}
      </ul>
      <Kept />
    </>
  )
}

function Entry({ head, here }: { readonly head: ChapterHead; readonly here: boolean }) {
  const state = useProgress((progress) => readingOf(progressOf(progress, head.id)))
  return (
    <li>
      <a
        href={learnAddress(head.id)}
        aria-current={here ? 'page' : undefined}
        className={`grid grid-cols-[18px_20px_1fr] gap-1 rounded-lg px-2 py-1.5 leading-[18px] ${here ? 'bg-infobg font-medium text-info' : 'hover:bg-raised'}`}
      >
        <Ring state={state} />
        <span className={`pr-1 text-right ${here ? '' : 'text-faint'}`}>{head.number}</span>
        <span>
          {head.title}
          <span className="sr-only">, {state}</span>
        </span>
      </a>
      {here && head.headings.length > 0 && <Places head={head} />}
    </li>
  )
}

function Places({ head: { id, headings } }: { readonly head: ChapterHead }) {
  const here = useHeadingInSight(headings.map((heading) => heading.id).join(' '))
  return (
    <ul className="mt-1 mb-2 ml-[25px] border-l-2 border-line">
      {headings.map(({ id: place, title }) => (
        <li key={place}>
          <a
            href={learnAddress(id, place)}
            aria-current={place === here ? 'location' : undefined}
            className={`-ml-0.5 block border-l-2 py-[3px] pr-2 pl-3.5 leading-[17px] hover:text-ink ${place === here ? 'border-info font-medium text-ink' : 'border-transparent text-mute'}`}
          >
            {title}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The last heading above the middle of the window. */
function useHeadingInSight(ids: string): string {
  const [here, setHere] = useState('')
  useEffect(() => {
    const look = () => {
      const above = ids
        .split(' ')
        .filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) < innerHeight / 2)
      setHere(above.at(-1) ?? '')
    }
    look()
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [ids])
  return here
}

function Ring({ state }: { readonly state: Reading }) {
  if (state === 'read')
    return (
      <svg aria-hidden viewBox="0 0 14 14" className="mt-0.5 size-3.5 flex-none">
        <circle cx="7" cy="7" r="7" fill="var(--ok)" />
        <path d="M3.8 7.3l2.2 2.2 4.2-4.6" fill="none" stroke="var(--panel)" strokeWidth="1.8" strokeLinecap="round" />
      </svg>
    )
  return (
    <svg aria-hidden viewBox="0 0 14 14" className="mt-0.5 size-3.5 flex-none">
      <circle
        cx="7"
        cy="7"
        r="6.2"
        fill="none"
        stroke={state === 'begun' ? 'var(--info)' : 'var(--line2)'}
        strokeWidth="1.5"
      />
      {state === 'begun' && <path d="M7 7V2.8A4.2 4.2 0 0 1 11.2 7z" fill="var(--info)" />}
    </svg>
  )
}

/** How much is read and done, and what becomes of it: it stays in this browser, and can be taken along. */
function Kept() {
  const progress = useProgress()
  const [said, setSaid] = useState('')
  const [sure, setSure] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const all = heads.map(({ id }) => progressOf(progress, id))
  const read = all.filter((one) => one.read).length
  const tasks = all.reduce((sum, one) => sum + one.tasks.length, 0)
  const take = async (file: File | undefined) => {
    if (!file) return
    const parsed = parseProgress(await file.text())
    if (parsed.ok) importProgress(parsed.value)
    setSaid(parsed.ok ? 'Imported.' : parsed.error)
  }
  const action = 'text-info hover:underline'
  return (
    <div className="mx-2 mt-5 grid gap-2 border-t border-line pt-4 text-xs leading-[18px]">
      <div
        role="progressbar"
        aria-label="Chapters read"
        aria-valuenow={read}
        aria-valuemin={0}
        aria-valuemax={heads.length}
        className="h-[5px] overflow-hidden rounded-full bg-raised"
      >
        <i className="block h-full rounded-full bg-ok" style={{ width: `${(100 * read) / heads.length}%` }} />
      </div>
      <p>
        <b className="font-semibold">
          {read} of {heads.length}
        </b>{' '}
        read{tasks > 0 && `, ${tasks} tasks done`}
      </p>
      <p className="text-faint">
        {progress.kept ? 'Kept in this browser only.' : 'Not kept in this browser: it lasts as long as this page.'}
        <br />
        <button
          type="button"
          className={action}
          onClick={() =>
            download('failover-lab-progress.json', new Blob([formatProgress(progress)], { type: 'application/json' }))
          }
        >
          Export
        </button>
        {' · '}
        <button type="button" className={action} onClick={() => input.current?.click()}>
          Import
        </button>
        {' · '}
        <button
          type="button"
          className={sure ? 'font-semibold text-bad' : action}
          onBlur={() => setSure(false)}
          onClick={() => {
            if (sure) eraseProgress()
            setSaid(sure ? 'Erased.' : '')
            setSure(!sure)
          }}
        >
          {sure ? 'Erase all of it?' : 'Erase'}
        </button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label="A file of progress"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </p>
      <p role="status">{said}</p>
    </div>
  )
}
