import { useState } from 'react'
import { findingsOf, type Finding, type Tried } from '../../../advisor/findings'
import type { FailureKind } from '../../../advisor/failures'
import { sentenceOf, titleOf } from '../../../advisor/sentences'
import { Button } from '../../shared/Button'
import { Icon } from '../../shared/Icon'
import { plan, withPool } from './desk'
import { useWork } from './use-work'
import { WorkBar } from './WorkBar'

const quick: readonly FailureKind[] = ['node', 'balancer', 'zone']
const all: readonly FailureKind[] = ['node', 'balancer', 'zone', 'process', 'disk', 'link', 'certificate']

interface Props {
  readonly link: string
  readonly pairs: boolean
  readonly setPairs: (pairs: boolean) => void
}

/** Weak points, found by making fail what could fail; they come as they are found. */
export function Findings({ link, pairs, setPairs }: Props) {
  const [tried, setTried] = useState<readonly Tried[]>([])
  const [whole, setWhole] = useState(false)
  const work = useWork()
  const run = (kinds: readonly FailureKind[]) => {
    setTried([])
    setWhole(false)
    work.start(async ({ signal, progress }) => {
      const { scenario, failures } = await plan('failures', { link, kinds: pairs ? [...kinds, 'pair'] : kinds })
      const jobs = failures.map((failure) => ({ type: 'failure', scenario, failure }) as const)
      await withPool((pool) =>
        pool.all(jobs, { signal, progress }, (_, one) => {
          if (!signal.aborted) setTried((before) => [...before, one])
        })
      )
      setWhole(true)
    })
  }
  const { findings, stood } = findingsOf(tried)
  return (
    <section aria-label="Weak points" className="card min-w-0 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h3 className="font-semibold">Weak points</h3>
        <label className="flex items-center gap-1.5 text-mute">
          <input type="checkbox" checked={pairs} onChange={({ target }) => setPairs(target.checked)} />
          two machines at once, too
        </label>
      </div>
      <div className="mt-2">
        <WorkBar work={work} what="failures">
          <Button look="primary" onClick={() => run(quick)}>
            <Icon name="play" size={12} />
            Machines and zones
          </Button>
          <Button onClick={() => run(all)}>Everything that could fail</Button>
        </WorkBar>
      </div>
      {tried.length === 0 && work.progress === null && work.error === '' && (
        <p className="mt-2 text-mute">
          Nothing was run yet. Each machine, process, disk, link and certificate is made to fail by itself, on a fork of
          the healthy run.
        </p>
      )}
      <ul className="mt-2 divide-y divide-line">
        {findings.map((finding) => (
          <Row key={finding.failure.id} finding={finding} />
        ))}
      </ul>
      {tried.length > 0 && (
        <p className="mt-2 text-mute" role="status">
          {stood.length} of {tried.length} failures broke nothing
          {whole ? '.' : work.progress === null ? '; the others were not tried.' : ' so far.'}
        </p>
      )}
      {findings.length > 0 && (
        <p className="mt-1 flex flex-wrap gap-x-4 text-mute">
          <span>
            <Diamond filled /> still lost when the run was left
          </span>
          <span>
            <Diamond /> lost for a while
          </span>
        </p>
      )}
    </section>
  )
}

function Row({ finding }: { readonly finding: Finding }) {
  const { failure, measured, link, alike, grade } = finding
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2.5">
      <Diamond filled={grade === 'for-good'} />
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-semibold">
          {titleOf({ failure, alike })}
          <span className="sr-only">{grade === 'for-good' ? ' (lost for good)' : ' (lost for a while)'}</span>
        </p>
        <p className="text-mute [overflow-wrap:anywhere]">{sentenceOf(measured)}</p>
        {alike.length > 0 && <p className="text-faint">also {alike.join(', ')}</p>}
      </div>
      <a
        href={`./#${link}`}
        aria-label={`Prove it: ${titleOf({ failure, alike })}`}
        className="inline-flex items-center gap-1.5 rounded-lg border border-line bg-panel px-3 py-[5px] font-medium whitespace-nowrap hover:bg-raised"
      >
        <Icon name="play" size={12} />
        Prove it
      </a>
    </li>
  )
}

function Diamond({ filled = false }: { readonly filled?: boolean }) {
  return (
    <i
      aria-hidden
      className={`mx-1 inline-block size-2.5 flex-none rotate-45 rounded-[2px] ${filled ? 'bg-bad' : 'border-2 border-warn'}`}
    />
  )
}
