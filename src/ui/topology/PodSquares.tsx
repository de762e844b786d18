import { useLab, type PodView } from '../../store'
import { Nav } from './Nav'

/** As many as the card has room for. */
const room = 16

const looks: Readonly<Record<PodView['shape'], string>> = {
  ready: 'rounded-[4px] border-ok bg-okbg',
  pending: 'rounded-[4px] border-dashed border-warn bg-warnbg',
  failed: 'rounded-none border-bad bg-badbg',
  terminating: 'rounded-full border-dashed border-faint bg-raised'
}
const signs: Readonly<Record<PodView['shape'], string>> = { ready: '', pending: '', failed: '×', terminating: '–' }
const inks: Readonly<Record<PodView['shape'], string>> = {
  ready: 'text-ok',
  pending: 'text-warn',
  failed: 'text-bad',
  terminating: 'text-mute'
}

/** Pods of a node by shape and colour; hollow where the API knows a pod whose container does not run. */
export function PodSquares({ pods }: { readonly pods: readonly PodView[] }) {
  const shown = pods.length > room ? pods.slice(0, room - 1) : pods
  return (
    <div className="mt-[7px] grid grid-cols-8 gap-1" role="group" aria-label="Pods">
      {shown.map((pod) => (
        <PodSquare key={pod.key} pod={pod} />
      ))}
      {shown.length < pods.length && (
        <span className="text-center text-[10px] leading-[15px] text-mute">+{pods.length - shown.length}</span>
      )}
    </div>
  )
}

function PodSquare({ pod }: { readonly pod: PodView }) {
  const id = `pod:${pod.key}`
  const selected = useLab((lab) => lab.selection === id)
  const hollow = pod.shape === 'ready' && !pod.alive
  const text = `${pod.key}, ${pod.status}${hollow ? ', but nothing of it runs' : ''}`
  return (
    <Nav
      id={id}
      state={pod.shape}
      label={`Pod ${text}`}
      title={text}
      className={`flex h-[15px] items-center justify-center border text-[11px] leading-none font-bold ${looks[pod.shape]} ${inks[pod.shape]} ${
        hollow ? '!border-dotted !border-faint !bg-transparent' : ''
      } ${selected ? 'ring-2 ring-info' : ''}`}
    >
      <span aria-hidden>{hollow ? '○' : signs[pod.shape]}</span>
    </Nav>
  )
}
