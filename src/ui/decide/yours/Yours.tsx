import { useId, useRef, useState, type DragEvent } from 'react'
import { lossesOf, type Losses } from '../../../advisor/yours/losses'
import type { Yours as YourCluster } from '../../../advisor/yours/read'
import { Button } from '../../shared/Button'
import { download } from '../../take/download'
import { plan, withPool } from '../advisor/desk'
import { keep } from '../kept'
import { useWork } from '../advisor/use-work'
import { WorkBar } from '../advisor/WorkBar'
import { LossTable, WrittenTable } from './Tables'

const line = 'kubectl get nodes,pods,deploy,rs,sts,ds,svc,pdb,pvc,pc -A -o json'
const largest = 64 * 2 ** 20

/** A person's own cluster, from a file that never leaves the browser. */
export default function Yours() {
  const id = useId()
  const file = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [text, setText] = useState('')
  const [cluster, setCluster] = useState<YourCluster | null>(null)
  const [losses, setLosses] = useState<Losses | null>(null)
  /** Where the report below is from. */
  const [from, setFrom] = useState({ name: '', pasted: '' })
  const work = useWork()

  const take = (name: string, read: () => Promise<string>, pasted = '') => {
    setCluster(null)
    setLosses(null)
    setFrom({ name, pasted })
    work.start(async ({ signal, progress }) => {
      const yours = await plan('yours', { text: await read() })
      if (signal.aborted) return
      setCluster(yours)
      setLosses(await withPool((pool) => lossesOf(yours, pool, { signal, progress })))
    })
  }
  const takeFile = (one: File | undefined) => {
    if (!one) return
    take(one.name, async () => {
      if (one.size > largest)
        throw new Error(
          `${one.name} has ${Math.round(one.size / 2 ** 20)} MiB; expected at most ${largest / 2 ** 20} MiB.`
        )
      return one.text()
    })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    takeFile(event.dataTransfer.files[0])
  }
  return (
    <section
      aria-labelledby={id}
      className={`card mt-4 min-w-0 px-4 py-3 ${over ? 'outline-2 outline-info' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h3 id={id} className="font-semibold">
        Your cluster
      </h3>
      <p className="mt-1 text-mute">
        Drop the output of this line here, choose it as a file, or paste it. It stays in this browser; secrets and
        images are not read. YAML, several outputs in one file and lists in lists will do, too.
      </p>
      <pre className="my-2 rounded-lg bg-raised px-3 py-2 font-mono whitespace-pre-wrap [overflow-wrap:anywhere]">
        {line}
      </pre>
      <textarea
        aria-label="The output of kubectl"
        placeholder='{ "apiVersion": "v1", "items": [ …'
        className="h-16 w-full rounded-lg border border-line bg-panel px-2 py-1.5 font-mono"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <input
        ref={file}
        type="file"
        accept=".json,.yaml,.yml,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-label="File"
        onChange={({ target }) => {
          takeFile(target.files?.[0])
          target.value = ''
        }}
      />
      <div className="mt-2">
        <WorkBar work={work} what="nodes, zones and drains">
          <Button
            look="primary"
            disabled={text.trim() === ''}
            onClick={() => take('what was pasted', () => Promise.resolve(text), text)}
          >
            Take what I pasted
          </Button>
          <Button onClick={() => file.current?.click()}>Choose a file</Button>
        </WorkBar>
      </div>
      {cluster && (
        <Report
          cluster={cluster}
          losses={losses}
          from={from.name}
          isOlder={from.pasted !== '' && from.pasted !== text}
          isStopped={losses === null && work.progress === null && work.error === ''}
        />
      )}
    </section>
  )
}

function Report({
  cluster,
  losses,
  from,
  isOlder,
  isStopped
}: {
  readonly cluster: YourCluster
  readonly losses: Losses | null
  readonly from: string
  /** The text was changed since. */
  readonly isOlder: boolean
  /** A person stopped it before all was taken away. */
  readonly isStopped: boolean
}) {
  const { nodes, zones, pods, notes, written, link } = cluster
  return (
    <div className="mt-3 grid gap-4">
      <div>
        <p className="font-semibold">
          {nodes === 1 ? '1 node' : `${nodes} nodes`}, {zones.length === 1 ? '1 zone' : `${zones.length} zones`},{' '}
          {pods === 1 ? '1 pod' : `${pods} pods`}
          <span className="font-normal text-mute [overflow-wrap:anywhere]">
            , from {from}
            {isOlder && ' before it was changed'}
          </span>
        </p>
        <ul className="text-mute">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        {link === null ? (
          <p className="mt-1.5 text-mute">
            It is too large for a link.{' '}
            <Button
              onClick={() =>
                download(
                  'your-cluster.json',
                  new Blob([JSON.stringify(cluster.scenario)], { type: 'application/json' })
                )
              }
            >
              Save it as a scenario file
            </Button>{' '}
            The lab opens that, and so does <code>lab advise your-cluster.json</code>.
          </p>
        ) : (
          <p className="mt-1.5 flex flex-wrap gap-2">
            <Button onClick={() => keep('advisor', link)}>Take it to the advisor above</Button>
            <a className="self-center text-info underline" href={`./#${link}`}>
              Open it in the lab
            </a>
          </p>
        )}
      </div>
      <WrittenTable written={written} />
      {isStopped && <p className="text-warn">It was stopped: what comes of a lost node, zone or drain is not known.</p>}
      {losses && <LossTable losses={losses} names={cluster.machines.nameOf} />}
    </div>
  )
}
