import { frameOf, type FrameView, type MachineView } from '../sim'
import type { Run } from './run'

/** The cluster at an instant as a Mermaid flowchart: machines by zone with their processes, pods by state, links by what runs over them. */
export function topologyDiagram({ simulation: { history }, shown }: Run): string {
  const frame = frameOf(history.seek(shown), history.timeline, 0)
  const zones = new Map<string, MachineView[]>()
  for (const machine of frame.machines) zones.set(machine.zone, [...(zones.get(machine.zone) ?? []), machine])
  return [
    'flowchart TB',
    ...[...zones].flatMap(([zone, machines]) =>
      zone === ''
        ? machines.flatMap((machine) => machineLines(machine, '  '))
        : [
            `  subgraph ${id(zone)}["${zone}"]`,
            ...machines.flatMap((machine) => machineLines(machine, '    ')),
            '  end'
          ]
    ),
    ...linkLines(frame),
    '  classDef ok stroke:#0b7d5c',
    '  classDef warn stroke:#8f5a00,stroke-dasharray:4 2',
    '  classDef bad stroke:#c0322b,stroke-width:2px',
    '  classDef off stroke:#5c6675',
    ''
  ].join('\n')
}

const id = (name: string): string => name.replace(/\W/g, '_')
const quoted = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`

function machineLines({ id: name, badge, processes, pods }: MachineView, indent: string): string[] {
  const lines = [`${indent}subgraph ${id(name)}[${quoted(`${name}: ${badge}`)}]`]
  for (const process of processes)
    lines.push(`${indent}  ${id(process.id)}[${quoted(`${process.title}<br/>${process.detail}`)}]:::${process.health}`)
  const shapes = new Map<string, number>()
  for (const { shape } of pods) shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  if (pods.length > 0) {
    const counts = [...shapes].map(([shape, count]) => `${count} ${shape}`).join(', ')
    lines.push(`${indent}  ${id(name)}_pods([${quoted(`${pods.length} pods: ${counts}`)}])`)
  }
  return [...lines, `${indent}end`]
}

const arrows = { ok: '---', idle: '-.-', slow: '-.-', cut: '-.-x', dead: '-.-x' } as const

/** One line for each pair of machines and purpose. */
function linkLines({ links, machines }: FrameView): string[] {
  const known = new Set(machines.map((machine) => machine.id))
  return links
    .filter(({ from, to }) => known.has(from) && known.has(to))
    .map(({ from, to, purpose, state }) => {
      const arrow = arrows[state]
      return `  ${id(from)} ${arrow}|${purpose}${state === 'ok' || state === 'idle' ? '' : `, ${state}`}| ${id(to)}`
    })
}
