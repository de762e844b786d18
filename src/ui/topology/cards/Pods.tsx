import { memo, useRef } from 'react'
import { useLab, type PodView } from '../../../store'
import { useCounted } from '../../shared/count-now'
import { leftText, Ring } from '../../shared/Ring'
import { Icon } from '../../shared/Icon'
import { hueOf } from '../apps'
import { servedBy, useFollowed } from '../followed'
import { Nav } from '../Nav'
import { slotsAfter } from '../pod-slots'
import { waitAbout } from '../waits'
import { usePage } from '../../shared/use-page'

interface Props {
  readonly pods: readonly PodView[]
  /** Room in pixels. */
  readonly width: number
  readonly height: number
}

/** Side and gap of a pod, from large to small: the largest at which all have room. */
const sizes = [
  [18, 3],
  [14, 2],
  [10, 2],
  [7, 1]
] as const

/** Pods of a node: hue by application, shape by state. They keep their places as others come and go. */
export const Pods = memo(function Pods({ pods, width, height }: Props) {
  const t = usePage()
  const slots = useRef<readonly (string | null)[]>([])
  slots.current = slotsAfter(
    slots.current,
    pods.map(({ key }) => key)
  )
  const byKey = new Map(pods.map((pod) => [pod.key, pod]))
  const room = ([side, gap]: readonly [number, number]) =>
    Math.floor((width + gap) / (side + gap)) * Math.floor((height + gap) / (side + gap))
  const size = sizes.find((each) => room(each) >= slots.current.length) ?? sizes.at(-1)!
  const [side, gap] = size
  const most = room(size)
  const shown = slots.current.length > most ? slots.current.slice(0, most - 2) : slots.current
  const left = slots.current.length - shown.length
  return (
    <div role="group" aria-label={t('Pods')} className="flex flex-wrap content-start" style={{ gap }}>
      {shown.map((key, i) => {
        const pod = key === null ? undefined : byKey.get(key)
        return pod ? (
          <PodSquare key={pod.key} pod={pod} side={side} />
        ) : (
          <span key={`free ${i}`} style={{ width: side, height: side }} />
        )
      })}
      {left > 0 && <span className="text-[10px] leading-none text-mute">+{left}</span>}
    </div>
  )
})

const PodSquare = memo(function PodSquare({ pod, side }: { readonly pod: PodView; readonly side: number }) {
  const id = `pod:${pod.key}`
  const selected = useLab((lab) => lab.selection === id)
  const service = useFollowed((followed) => followed.service)
  const aside = useLab((lab) => service !== '' && !servedBy(lab.frame, service).has(pod.key))
  const wait = useLab((lab) => waitAbout(lab.frame, id, ['toleration', 'termination', 'back-off']))
  const now = useCounted(wait)
  const ghost = pod.shape === 'ready' && !pod.alive
  const again = pod.shape !== 'ready' && pod.restarts > 0
  const text = [
    `${pod.key}, ${pod.status}`,
    ghost ? 'but nothing of it runs' : '',
    pod.restarts > 0 ? `${pod.restarts} restarts` : '',
    pod.claims.length > 0 ? `volume ${pod.claims.join(', ')}` : '',
    wait ? `${wait.setting}: ${leftText(wait, now)} left` : ''
  ]
    .filter(Boolean)
    .join(', ')
  return (
    <Nav
      id={id}
      state={pod.shape}
      label={`Pod ${text}`}
      title={text}
      style={{ width: side, height: side }}
      className={`pod ${hueOf(pod.app)} pod-${ghost ? 'ghost' : pod.shape} ${selected ? 'chip-picked' : ''} ${aside ? 'pod-aside' : ''}`}
    >
      {side >= 14 &&
        (wait ? (
          <Ring wait={wait} now={now} size={10} />
        ) : again ? (
          <Icon name="again" size={10} />
        ) : pod.shape === 'failed' ? (
          <Icon name="close" size={12} />
        ) : null)}
      {pod.claims.length > 0 && <i aria-hidden className="pod-volume" />}
    </Nav>
  )
})
