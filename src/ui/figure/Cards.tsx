import { memo } from 'react'
import type { MachineView, ProcessView } from '../../sim/view/types'
import { fitting, formsOf } from '../topology/text-fit'
import { Badge, badgeWidth, Crown, Dot, fontOf, Frame, ground, ink, widthOf, Words } from './draw'
import { podsShown, podStep, podWidth, podX, type Box, type Place } from './place'
import { controlPlane, machineSaid, squareOf, type Said, type Square } from './said'

/** A card of one line: who it is, and what becomes of it. In a narrow one the second stands below. */
export const Head = memo(function Head({
  box,
  name,
  said,
  low
}: {
  readonly box: Box
  readonly name: string
  readonly said: Said | null
  readonly low: boolean
}) {
  const health = said?.health ?? 'off'
  const marked = health === 'warn' || health === 'bad'
  return (
    <g>
      <Frame box={box} fill="var(--panel)" stroke={marked ? ink(health) : 'var(--line)'} />
      <Dot x={box.x + (low ? 11 : 14)} y={17} health={health} />
      <Words x={box.x + (low ? 20 : 25)} y={low && said ? 15 : 21.5} size={low ? 11.5 : 12} weight={600}>
        {name}
      </Words>
      {said &&
        (low ? (
          <Words x={box.x + 20} y={28} size={10.5} fill={health === 'ok' ? 'var(--mute)' : ink(health)}>
            {said.text}
          </Words>
        ) : (
          <Badge right={box.x + box.w - 7} y={8.5} text={said.text} health={health} />
        ))}
    </g>
  )
})

const gone = 'color-mix(in srgb, var(--badbg) 55%, var(--panel))'

/** A master: its name, whether it is up, and what its control plane does. */
export const Master = memo(function Master({
  machine,
  box,
  place
}: {
  readonly machine: MachineView
  readonly box: Box
  readonly place: Pick<Place, 'size' | 'detailed'>
}) {
  const { x, y, w } = box
  const said = machineSaid(machine)
  const processes = controlPlane(machine)
  const mini = place.size === 'mini'
  const leads = processes.filter((process) => process.leads)
  return (
    <g>
      <Frame
        box={box}
        fill={machine.up ? 'var(--panel)' : gone}
        stroke={said.health === 'ok' ? 'var(--line)' : ink(said.health)}
      />
      <Dot x={x + 13} y={y + 14} health={said.health} />
      <Words
        x={x + 23}
        y={y + 18.3}
        size={place.detailed ? 12.5 : 11.5}
        weight={600}
        fill={machine.up ? 'var(--ink)' : 'var(--bad)'}
      >
        {machine.id}
      </Words>
      {place.detailed && <Badge right={x + w - 8} y={y + 6} text={said.text} health={said.health} />}
      {mini ? (
        <MiniLine machine={machine} leads={leads} box={box} said={said} />
      ) : place.detailed ? (
        processes.map((process, i) => (
          <Process
            key={process.id}
            process={process}
            x={x + 7 + (i % 2) * ((w - 20) / 2 + 6)}
            y={y + 28 + (i > 1 ? 35 : 0)}
            w={(w - 20) / 2}
            up={machine.up}
          />
        ))
      ) : (
        processes.map((process, i) => (
          <ProcessRow key={process.id} process={process} x={x + 6} y={y + 29 + i * 22} w={w - 12} up={machine.up} />
        ))
      )}
    </g>
  )
})

function MiniLine({
  machine,
  leads,
  box,
  said
}: {
  readonly machine: MachineView
  readonly leads: readonly ProcessView[]
  readonly box: Box
  readonly said: Said
}) {
  const etcd = leads.some(({ kind }) => kind === 'etcd')
  const others = leads.filter(({ kind }) => kind !== 'etcd').map(({ title }) => title)
  const room = box.w - 22 - (etcd ? 16 : 0)
  const text =
    !machine.up || said.health !== 'ok'
      ? said.text
      : fitting(
          [...(etcd ? ['leads etcd', 'leads'] : []), others.join(', '), 'leads', ''].filter(
            (form) => form !== '' || leads.length === 0
          ),
          room,
          fontOf(10.5)
        )
  return (
    <>
      {etcd && machine.up && <Crown x={box.x + 10} y={box.y + 31} />}
      <Words
        x={box.x + (etcd && machine.up ? 24 : 12)}
        y={box.y + 31}
        size={10.5}
        fill={
          !machine.up
            ? 'var(--bad)'
            : leads.length > 0
              ? 'var(--lead)'
              : ink(said.health === 'ok' ? 'off' : said.health)
        }
      >
        {text}
      </Words>
    </>
  )
}

interface ProcessProps {
  readonly process: ProcessView
  readonly x: number
  readonly y: number
  readonly w: number
  readonly up: boolean
}

/** How a process is drawn: who leads in the lead's colour, who is gone in none. */
function toneOf({ leads, health, status }: ProcessView, up: boolean) {
  if (!up)
    return { title: 'var(--mute)', line: 'var(--mute)', fill: 'color-mix(in srgb, var(--raised) 60%, transparent)' }
  if (leads) return { title: 'var(--lead)', line: 'var(--lead)', fill: 'var(--leadbg)' }
  if (status !== 'running' || health === 'bad') return { title: 'var(--bad)', line: 'var(--bad)', fill: 'var(--badbg)' }
  if (health === 'warn') return { title: 'var(--warn)', line: 'var(--warn)', fill: 'var(--warnbg)' }
  return { title: 'var(--ink)', line: 'var(--mute)', fill: 'var(--raised)' }
}

function Process({ process, x, y, w, up }: ProcessProps) {
  const tone = toneOf(process, up)
  const crowned = process.leads && up
  const said = fitting(formsOf(process.detail), w - 10, fontOf(10.5))
  return (
    <g>
      <rect x={x} y={y} width={w} height={30} rx={6} fill={tone.fill} />
      {crowned && <Crown x={x + 6} y={y + 12.5} />}
      <Words
        x={x + (crowned ? 20 : 6)}
        y={y + 13}
        size={crowned && widthOf(process.title, 11, 600) > w - 26 ? 10 : 11}
        weight={600}
        fill={tone.title}
      >
        {process.title}
      </Words>
      <Words x={x + 6} y={y + 25} size={10.5} fill={tone.line}>
        {said}
      </Words>
    </g>
  )
}

function ProcessRow({ process, x, y, w, up }: ProcessProps) {
  const tone = toneOf(process, up)
  const crowned = process.leads && up
  return (
    <g>
      <rect x={x} y={y} width={w} height={20} rx={5} fill={tone.fill} />
      {crowned && <Crown x={x + 6} y={y + 14} />}
      <Words x={x + (crowned ? 20 : 6)} y={y + 14} size={10.5} weight={600} fill={tone.title}>
        {process.title}
      </Words>
    </g>
  )
}

/** The size in which a worker's name ends before its card does, or before what stands at the card's end. */
const nameSize = (id: string, w: number, end = 0): number =>
  (w < 120 ? [11.5, 10.5, 9.5] : [12.5, 11.5, 10.5, 9.5]).find((size) => widthOf(id, size, 600) <= w - 30 - end) ?? 9

/** A worker: its name, how many pods, and a square for each. */
export const Worker = memo(function Worker({ machine, box }: { readonly machine: MachineView; readonly box: Box }) {
  const { x, y, w } = box
  const said = machineSaid(machine)
  const { shown, more } = podsShown(machine.pods, w)
  const forms = said.health === 'ok' ? [said.text, said.text.split(' ')[0]!] : [said.text]
  const room = w - 32 - widthOf(machine.id, 12, 600)
  const fits = fitting(forms, said.health === 'ok' ? room : room - 8, fontOf(11, 600))
  const counted = said.health === 'ok' && fits !== '' ? widthOf(fits, 11, 400) + 6 : 0
  const size = nameSize(machine.id, w, counted)
  // Where there is no room for the count, its squares tell it.
  const text = widthOf(machine.id, size, 600) + counted > w - 30 ? '' : fits
  return (
    <g>
      <Frame
        box={box}
        fill={machine.up ? 'var(--panel)' : gone}
        stroke={said.health === 'ok' ? 'var(--line)' : ink(said.health)}
      />
      <Dot x={x + 13} y={y + 14} health={said.health} />
      <Words x={x + 23} y={y + 18.3} size={size} weight={600} fill={machine.up ? 'var(--ink)' : 'var(--bad)'}>
        {machine.id}
      </Words>
      {text !== '' &&
        (said.health === 'ok' ? (
          <Words x={x + w - 9} y={y + 18} size={11} anchor="end" fill="var(--mute)">
            {text}
          </Words>
        ) : badgeWidth(text) <= room + 8 ? (
          <Badge right={x + w - 7} y={y + 6} text={text} health={said.health} />
        ) : null)}
      {shown.map((pod, i) => (
        <Pod
          key={pod.key}
          square={squareOf(pod)}
          x={x + podX(i, w)}
          y={y + 27 + rowOf(i, w) * podStep}
          name={`${pod.key}: ${pod.status}`}
        />
      ))}
      {more > 0 && (
        <Words
          x={x + podX(shown.length, w)}
          y={y + 36 + rowOf(shown.length, w) * podStep}
          size={10.5}
          fill="var(--mute)"
        >
          +{more}
        </Words>
      )}
    </g>
  )
})
const rowOf = (i: number, w: number): number => {
  let row = 0
  for (let k = 1; k <= i; k++) if (podX(k, w) <= podX(k - 1, w)) row++
  return row
}

const squares: Readonly<Record<Square, { readonly tone: 'ok' | 'warn' | 'bad' | 'off'; readonly dash?: string }>> = {
  ready: { tone: 'ok' },
  pending: { tone: 'warn', dash: '2.5 2' },
  failed: { tone: 'bad' },
  terminating: { tone: 'off', dash: '1.5 1.5' },
  believed: { tone: 'bad', dash: '2.5 2' }
}

function Pod({
  square,
  x,
  y,
  name
}: {
  readonly square: Square
  readonly x: number
  readonly y: number
  readonly name: string
}) {
  const { tone, dash } = squares[square]
  return (
    <g>
      <title>{name}</title>
      <rect
        x={x}
        y={y}
        width={podWidth}
        height={11}
        rx={3}
        fill={square === 'believed' ? 'none' : ground(tone)}
        stroke={ink(tone)}
        strokeDasharray={dash}
      />
      {square === 'failed' && <path d={`M${x + 4.5} ${y + 3}l5 5m0-5l-5 5`} stroke={ink(tone)} strokeWidth={1.2} />}
    </g>
  )
}

/** One of very many workers. */
export const Cell = memo(function Cell({ machine, box }: { readonly machine: MachineView; readonly box: Box }) {
  const { health } = machineSaid(machine)
  return (
    <g>
      <title>{`${machine.id}: ${machine.badge}`}</title>
      <rect
        x={box.x}
        y={box.y}
        width={box.w}
        height={box.h}
        rx={2}
        fill={ground(health)}
        stroke={ink(health)}
        strokeWidth={health === 'ok' ? 0.6 : 1.4}
      />
    </g>
  )
})
