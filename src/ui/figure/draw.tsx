import type { ReactNode } from 'react'
import type { Health } from '../../sim/view/types'
import { textWidth } from '../topology/text-fit'
import type { Box } from './place'

/** Ink and ground of a state, as the page's colours. */
export const ink = (health: Health | 'lead' | 'info'): string => (health === 'off' ? 'var(--mute)' : `var(--${health})`)
export const ground = (health: Health | 'lead' | 'info'): string =>
  health === 'off' ? 'var(--raised)' : `var(--${health}bg)`

const family = 'Inter, sans-serif'
export const fontOf = (size: number, weight = 400): string => `${weight} ${size}px ${family}`
export const widthOf = (text: string, size: number, weight = 400): number => textWidth(text, fontOf(size, weight))

interface WordsProps {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly weight?: number
  readonly fill?: string
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly children: ReactNode
}

export function Words({ x, y, size, weight = 400, fill = 'var(--ink)', anchor = 'start', children }: WordsProps) {
  return (
    <text x={x} y={y} fontSize={size} fontWeight={weight} fill={fill} textAnchor={anchor}>
      {children}
    </text>
  )
}

/** Round when well, a square on its corner when gone, a triangle in between: not by colour alone. */
export function Dot({ x, y, health }: { readonly x: number; readonly y: number; readonly health: Health }) {
  const fill = health === 'off' ? 'var(--faint)' : ink(health)
  if (health === 'bad')
    return <rect x={x - 4} y={y - 4} width={8} height={8} rx={1.5} transform={`rotate(45 ${x} ${y})`} fill={fill} />
  if (health === 'warn') return <path d={`M${x} ${y - 4.6}l5 8.6h-10z`} fill={fill} />
  return <circle cx={x} cy={y} r={4.2} fill={fill} />
}

/** A few words on the ground of their state, ending at `right`. */
export function Badge({
  right,
  y,
  text,
  health
}: {
  readonly right: number
  readonly y: number
  readonly text: string
  readonly health: Health
}) {
  const w = badgeWidth(text)
  return (
    <>
      <rect x={right - w} y={y} width={w} height={17} rx={8.5} fill={ground(health)} />
      <Words x={right - w / 2} y={y + 12.3} size={10.5} weight={600} anchor="middle" fill={ink(health)}>
        {text}
      </Words>
    </>
  )
}
export const badgeWidth = (text: string): number => widthOf(text, 10.5, 600) + 13

export const Crown = ({ x, y }: { readonly x: number; readonly y: number }) => (
  <path
    transform={`translate(${x} ${y - 8})`}
    d="M.5 1.6L3 4 5.5.5 8 4l2.5-2.4L9.7 8H1.3z"
    fill="var(--lead)"
    stroke="var(--lead)"
    strokeWidth={0.8}
    strokeLinejoin="round"
  />
)

export function Frame({ box, fill, stroke }: { readonly box: Box; readonly fill: string; readonly stroke: string }) {
  return <rect x={box.x} y={box.y} width={box.w} height={box.h} rx={9} fill={fill} stroke={stroke} />
}
