import { useId, useState } from 'react'
import type { Figure } from '../../book/types'
import { useLive, type Live } from '../../live'
import { figureCode, formatFigure } from '../embed/figure-options'
import { Button } from '../shared/Button'
import { learnAddress } from './address'
import { useChapter } from './chapter-context'

/** Makes a teacher's link, and the iframe, of one figure: with a fault, an instant, for a room. */
export default function ShareFigure({ live, figure }: { readonly live: Live; readonly figure: Figure }) {
  const { chapter, numberOf } = useChapter()
  const info = useLive(live, (state) => state.info)
  const playhead = useLive(live, (state) => state.playhead)
  const machines = useLive(live, ({ frame }) => frame?.machines)
  const [fault, setFault] = useState('')
  const [other, setOther] = useState('')
  const [room, setRoom] = useState(false)
  const [plays, setPlays] = useState(false)
  const [problem, setProblem] = useState('')
  const [said, setSaid] = useState('')
  const id = useId()
  const origin = info?.faultAt ?? 0
  const at = Math.round((playhead - origin) / 100_000) / 10
  const asked = fault === 'other' ? other.trim() : fault
  const link = new URL(learnAddress(chapter.id, figure.id, { fault: asked, at, presenter: room }), location.href).href
  const options = { ...figure, at, fault: asked, theme: 'system', play: plays } as const
  const embed = new URL(`embed.html?${formatFigure(options)}#${chapter.runs[figure.run]!}`, location.href).href
  const code = figureCode(embed, `${chapter.title}, figure ${chapter.number}.${numberOf(figure.id)}`)
  const copy = async (what: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid(`${what} is in the clipboard.`)
    } catch {
      setSaid('This browser gives no clipboard: select the text and copy it.')
    }
  }
  const tryIt = async () => setProblem((await live.act(asked)) ?? '')
  const offered = [
    ...figure.faults,
    ...(machines ?? []).flatMap((machine) => [
      `crash ${machine.id}`,
      ...machine.processes.filter(({ kind }) => told.has(kind)).map((process) => `kill ${process.id}`)
    ])
  ]
  const field = 'min-w-0 rounded-lg border border-line bg-panel px-2 py-1 text-ink'
  return (
    <div
      role="group"
      aria-label="Share this figure"
      className="mt-2 grid gap-2.5 rounded-lg border border-line bg-panel p-3 text-xs leading-[18px]"
    >
      <p className="text-mute">
        Who opens it comes to this figure at the instant that you see now: <b className="numbers text-ink">{at} s</b>
        {info?.faultAt != null && ' after the fault'}. Move the playhead to choose another.
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <label htmlFor={id}>And then happens</label>
        <select id={id} value={fault} onChange={(event) => setFault(event.target.value)} className={field}>
          <option value="">nothing more</option>
          {[...new Set(offered)].map((text) => (
            <option key={text}>{text}</option>
          ))}
          <option value="other">another fault …</option>
        </select>
        {fault === 'other' && (
          <input
            aria-label="A fault, such as link master-1 - master-2 latency 600ms"
            placeholder="slow-disk master-1 100x"
            value={other}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => setOther(event.target.value)}
            className={`numbers flex-1 ${field}`}
          />
        )}
        {asked !== '' && <Button onClick={() => void tryIt()}>Try it here</Button>}
      </div>
      {problem !== '' && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        <label className="inline-flex items-center gap-1.5">
          <input type="checkbox" checked={room} onChange={(event) => setRoom(event.target.checked)} />
          large, for a room
        </label>
        <label className="inline-flex items-center gap-1.5">
          <input type="checkbox" checked={plays} onChange={(event) => setPlays(event.target.checked)} />
          the embedded one plays by itself
        </label>
      </div>
      {(
        [
          ['The link', link],
          ['The iframe', code]
        ] as const
      ).map(([name, text]) => (
        <div key={name} className="flex items-center gap-2">
          <input
            readOnly
            aria-label={name}
            value={text}
            onFocus={(event) => event.target.select()}
            className={`numbers flex-1 text-[11px] ${field}`}
          />
          <Button onClick={() => void copy(name, text)}>
            {name === 'The link' ? 'Copy the link' : 'Copy the iframe'}
          </Button>
        </div>
      ))}
      <p role="status" className="text-mute">
        {said}
      </p>
    </div>
  )
}

/** Processes whose end a class would like to see. */
const told: ReadonlySet<string> = new Set([
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'container-runtime'
])
