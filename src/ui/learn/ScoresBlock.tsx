import { useEffect, useRef, useState } from 'react'
import type { Block } from '../../book/types'
import { useLive, useLiveOf, type Live } from '../../live'
import type { PlacementView } from '../../sim/view/types'
import { useFigureOf } from './chapter-context'
import { useGuessed } from './guessed'

type Sizes = Readonly<Record<string, { readonly cpu: number; readonly gib: number }>>

/** The kubelet keeps so much of a node's memory for itself: free is what is left. */
const keptMib = 100
/** Who drags asks for nothing yet. */
const pauseMs = 350
const most = { cpu: 8, gib: 16 }

/** Nodes whose sizes one drags; the scheduler of a cluster of these nodes decides each time anew. */
export default function ScoresBlock({ block }: { readonly block: Extract<Block, { type: 'scores' }> }) {
  const holder = useRef<HTMLElement>(null)
  const { figure, link } = useFigureOf(block.figure)
  const guessed = useGuessed(figure?.id ?? '')
  const live = useLiveOf(link, holder, 'scores')
  const info = useLive(live, (state) => state.info)
  const [wanted, setWanted] = useState<Sizes | null>(null)
  const [error, setError] = useState('')
  const decided = usePlacement(live, block.at)
  // Somebody is to guess about these very nodes first.
  const placement = guessed || wanted ? decided : null
  const sizes = wanted ?? (info ? sizesOf(info) : null)
  useEffect(() => {
    if (!wanted) return
    const timer = setTimeout(() => {
      const given = Object.fromEntries(
        Object.entries(wanted).map(([id, { cpu, gib }]) => [id, { cpu, memoryMib: Math.round(gib * 1024) + keptMib }])
      )
      void live.configure({ sizes: given }).then((refused) => setError(refused ?? ''))
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [live, wanted])
  const reset = () => {
    setWanted(null)
    setError('')
    void live.reset()
  }
  return (
    <section ref={holder} aria-label="Sizes of the nodes" className="card min-w-0 overflow-hidden">
      <p className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-3.5 py-2 text-xs text-mute">
        <b className="text-[13px] font-semibold text-ink">What each node has free</b>
        <span>the pod asks for 0.5 CPU and 1 GiB</span>
        <span className="flex-1" />
        {wanted && (
          <button type="button" className="font-medium text-info hover:underline" onClick={reset}>
            As the document has it
          </button>
        )}
      </p>
      <div className="grid gap-3 p-3.5 min-[520px]:grid-cols-2">
        {sizes &&
          Object.entries(sizes).map(([id, size]) => (
            <Node
              key={id}
              id={id}
              size={size}
              placement={placement}
              change={(next) => setWanted({ ...sizes, [id]: { ...size, ...next } })}
            />
          ))}
      </div>
      <p role="status" className="border-t border-line px-3.5 py-2 text-[13px] leading-[19px]">
        {error !== '' ? (
          <span className="text-bad">{error}</span>
        ) : placement ? (
          `${placement.summary}.`
        ) : (
          <span className="text-mute">
            {guessed || wanted ? 'The scheduler decides …' : 'Guess first which node gets the pod, or drag one.'}
          </span>
        )}
      </p>
      {placement && placement.plugins.length > 0 && <Points placement={placement} />}
    </section>
  )
}

function sizesOf({
  sizes,
  workers,
  size
}: {
  readonly sizes: Readonly<Record<string, { cpu?: number; memoryMib?: number }>>
  readonly workers: number
  readonly size: { readonly cpu: number; readonly memoryMib: number }
}): Sizes {
  return Object.fromEntries(
    Array.from({ length: workers }, (_, i) => {
      const id = `worker-${i + 1}`
      const { cpu = size.cpu, memoryMib = size.memoryMib } = sizes[id] ?? {}
      return [id, { cpu, gib: (memoryMib - keptMib) / 1024 }]
    })
  )
}

/** The scheduler's last decision in the branch that is shown, at an instant after it; null while it is not known. */
function usePlacement(live: Live, at: number): PlacementView | null {
  const revision = useLive(live, ({ revision: of, frame }) => (of && frame ? `${of.run} ${of.branch}` : ''))
  const origin = useLive(live, ({ info }) => info?.faultAt ?? 0)
  const [found, setFound] = useState<{ readonly of: string; readonly placement: PlacementView | null }>()
  useEffect(() => {
    if (revision === '') return
    let wanted = true
    const look = async () => {
      live.pause()
      live.seek(origin + at * 1e6)
      const answer = await live.ask('inspect', { target: 'master-1/kube-scheduler' })
      if (wanted && answer) setFound({ of: revision, placement: answer.view?.placements?.[0] ?? null })
    }
    void look()
    return () => {
      wanted = false
    }
  }, [live, revision, origin, at])
  return found && found.of === revision ? found.placement : null
}

interface NodeProps {
  readonly id: string
  readonly size: { readonly cpu: number; readonly gib: number }
  readonly placement: PlacementView | null
  readonly change: (next: { readonly cpu?: number; readonly gib?: number }) => void
}

function Node({ id, size, placement, change }: NodeProps) {
  const row = placement?.rows.find(({ node }) => node === id)
  const chosen = placement?.node === id
  return (
    <fieldset
      className={`min-w-0 rounded-lg border px-3 pt-1 pb-2.5 ${chosen ? 'border-lead bg-leadbg' : 'border-line'}`}
    >
      <legend className={`px-1 font-semibold ${chosen ? 'text-lead' : ''}`}>
        {id}
        {chosen && ' gets the pod'}
      </legend>
      <Size name="CPU" unit="" of={id} value={size.cpu} max={most.cpu} step={0.25} change={(cpu) => change({ cpu })} />
      <Size
        name="Memory"
        unit=" GiB"
        of={id}
        value={size.gib}
        max={most.gib}
        step={0.5}
        change={(gib) => change({ gib })}
      />
      <p className="mt-1.5 min-h-[34px] text-xs leading-[17px]">
        {row?.refused ? (
          <span className="text-bad">Filtered out: {row.refused}</span>
        ) : row && placement!.plugins.length > 0 ? (
          <>
            <b className="numbers text-[15px]">{row.outOfTen.toFixed(1)}</b> of 10{' '}
            <span className="text-mute">({row.total} points)</span>
            <i aria-hidden className="mt-1 block h-2 rounded-sm bg-raised">
              <i
                className="block h-full rounded-sm"
                style={{ width: `${row.outOfTen * 10}%`, background: chosen ? 'var(--lead)' : 'var(--faint)' }}
              />
            </i>
          </>
        ) : row ? (
          <span className="text-mute">Alone left: nothing is scored.</span>
        ) : null}
      </p>
    </fieldset>
  )
}

interface SizeProps {
  readonly name: string
  readonly unit: string
  readonly of: string
  readonly value: number
  readonly max: number
  readonly step: number
  readonly change: (value: number) => void
}

function Size({ name, unit, of, value, max, step, change }: SizeProps) {
  return (
    <label className="grid grid-cols-[60px_minmax(0,1fr)_64px] items-center gap-2 text-xs text-mute">
      {name}
      <input
        type="range"
        min={step}
        max={max}
        step={step}
        value={value}
        aria-label={`${name} of ${of}`}
        aria-valuetext={`${value}${unit}`}
        onChange={(event) => change(Number(event.target.value))}
        className="min-w-0 accent-(--info)"
      />
      <span className="numbers text-right text-ink">
        {Number(value.toFixed(2))}
        {unit}
      </span>
    </label>
  )
}

/** Each plugin's points, as the scheduler added them up. */
function Points({ placement: { plugins, rows, node: chosen } }: { readonly placement: PlacementView }) {
  const passed = rows.filter(({ refused }) => refused === '')
  return (
    <table className="w-full border-t border-line text-left text-xs leading-[18px]">
      <caption className="sr-only">Points of each plugin</caption>
      <thead>
        <tr className="text-mute [&>*]:px-3.5 [&>*]:py-1 [&>*]:font-medium">
          <th scope="col">Plugin</th>
          {passed.map(({ node }) => (
            <th key={node} scope="col" className={`text-right ${node === chosen ? 'text-lead' : ''}`}>
              {node}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {plugins.map((plugin) => (
          <tr key={plugin} className="border-t border-line [&>*]:px-3.5 [&>*]:py-0.5">
            <th scope="row" className="font-normal">
              {plugin.replace(/([a-z])([A-Z])/g, '$1 $2')}
            </th>
            {passed.map(({ node, scores }) => (
              <td key={node} className="numbers text-right">
                {scores[plugin] ?? 0}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
