import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { chapters, heads } from 'virtual:book'
import type { Chapter } from '../../book/types'
import { Boundary } from '../shared/Boundary'
import { readLearnAddress } from './address'
import { ChapterBar, ChapterNav } from './ChapterNav'
import { ChapterView } from './ChapterView'
import { LearnBar } from './LearnBar'
import { progressOf, useProgress } from './progress'

const Find = lazy(() => import('./Find'))
const PresenterBar = lazy(() => import('./PresenterBar'))
const DrillPages = lazy(() => import('./drill/DrillPages'))

/** A book whose figures run. */
export function LearnPage() {
  const [address, setAddress] = useState(() => readLearnAddress(location.hash))
  const [finding, setFinding] = useState(false)
  const [presenter, setPresenter] = useState(address.presenter)
  const leave = useCallback(() => setPresenter(false), [])
  const first = useProgress((progress) => heads.find(({ id }) => !progressOf(progress, id).read)?.id)
  const [opening] = useState(first)
  const known = heads.some(({ id }) => id === address.chapter)
  const page = pageNamed(address.chapter)
  const id = known ? address.chapter : (opening ?? heads[0]!.id)
  const loaded = useChapterOf(id)
  useEffect(() => {
    const follow = () => {
      const next = readLearnAddress(location.hash)
      setAddress(next)
      if (next.presenter) setPresenter(true)
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest('input, textarea, select, [contenteditable], dialog')
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing || event.key !== '/')
        return
      event.preventDefault()
      setFinding(true)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <div className={presenter ? 'presenter' : ''}>
      <a href="#chapter-text" className="sr-only focus:not-sr-only" onClick={(event) => skip(event)}>
        To the text
      </a>
      <LearnBar find={() => setFinding(true)} presenter={presenter} setPresenter={setPresenter} />
      <ChapterBar id={page ?? id} />
      <div className="book-page">
        <ChapterNav id={page ?? id} />
        <main id="chapter-text" tabIndex={-1} className="book-main outline-none">
          {address.chapter !== '' && !known && !page && (
            <p role="alert" className="mb-4 text-bad">
              There is no chapter '{address.chapter}'; this is chapter {heads.find((head) => head.id === id)!.number}.
            </p>
          )}
          {loaded.error !== '' && (
            <p role="alert" className="text-bad">
              This chapter could not be loaded: {loaded.error}
            </p>
          )}
          {page ? (
            <Boundary key={page} name="This page">
              <Suspense fallback={<p className="text-mute">Opening the page …</p>}>
                <DrillPages page={page} place={address.place} />
              </Suspense>
            </Boundary>
          ) : loaded.chapter && loaded.chapter.id === id ? (
            <Boundary key={id} name="This chapter">
              <ChapterView chapter={loaded.chapter} address={address} />
            </Boundary>
          ) : (
            loaded.error === '' && <p className="text-mute">Opening the chapter …</p>
          )}
        </main>
      </div>
      {presenter && !page && (
        <Suspense>
          <PresenterBar leave={leave} />
        </Suspense>
      )}
      {finding && (
        <Suspense>
          <Find close={() => setFinding(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** What the book has besides its chapters. */
const pageNamed = (name: string): 'drills' | 'outages' | null => (name === 'drills' || name === 'outages' ? name : null)

function skip(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('chapter-text')?.focus()
}

function useChapterOf(id: string): { readonly chapter: Chapter | null; readonly error: string } {
  const [loaded, setLoaded] = useState<{ readonly chapter: Chapter | null; readonly error: string }>({
    chapter: null,
    error: ''
  })
  useEffect(() => {
    let wanted = true
    chapters[id]!().then(
      ({ default: chapter }) => wanted && setLoaded({ chapter, error: '' }),
      (error: unknown) =>
        wanted && setLoaded({ chapter: null, error: error instanceof Error ? error.message : String(error) })
    )
    return () => {
      wanted = false
    }
  }, [id])
  return loaded
}
