import { contextOf } from '../../components/contexts'
import { flag } from '../../components/linux/config'
import { diskSpace, podUsage } from '../../components/linux/usage'
import { columns, has, processOf, said, type Call, type Tool } from './tool'

const gib = 1_073_741_824

/** Size of the machine's disk, and what the system, images and pods take of it, in GiB. */
function sizes(call: Call): { size: number; system: number } {
  const linux = processOf(call, 'linux')
  const context = linux && contextOf(linux, 'linux')
  if (!context) return { size: 20, system: 4 }
  const size = flag(context.config, 'node-disk-gib')
  const { available } = diskSpace({ ...context, diskFull: false }, podUsage(context).bytes)
  return { size, system: Math.round((size - available / gib) * 10) / 10 }
}

/** What the journal takes: all that a `full-disk` fault has left of the disk. */
export const journalGib = (call: Call): number => {
  const { size, system } = sizes(call)
  return call.machine?.diskFull ? size - system : 0
}

export const df: Tool = (call) => {
  const { size, system } = sizes(call)
  const used = call.machine?.diskFull ? size : system
  const human = has(call.args, '-h', '--human-readable')
  const text = (value: number) => (human ? `${value}G` : String(Math.round((value * gib) / 1_024)))
  return said(
    columns(
      [
        ['Filesystem', human ? 'Size' : '1K-blocks', 'Used', human ? 'Avail' : 'Available', 'Use%', 'Mounted on'],
        ['/dev/sda1', text(size), text(used), text(size - used), `${Math.round((used / size) * 100)}%`, '/']
      ],
      2
    )
  )
}

/** `du -sh /var/log/*`: the system's directories as one, and the journal, which is what fills a disk here. */
export const du: Tool = (call) => {
  const { system } = sizes(call)
  const journal = journalGib(call)
  const text = (value: number) => (value < 1 ? '48M' : `${value.toFixed(value < 10 ? 1 : 0)}G`)
  const rows = [
    ['/usr', system * 0.4],
    ['/var/lib', system * 0.5],
    ['/var/log/journal', journal],
    ['/var/log', journal + system * 0.05],
    ['/var', journal + system * 0.55],
    ['/', journal + system]
  ] as const
  const asked = call.args.filter((arg) => arg.startsWith('/')).map((path) => path.replace(/\/?\*?$/, '') || '/')
  const isAsked = (path: string) =>
    asked.length === 0 || asked.some((root) => path === root || path.startsWith(`${root === '/' ? '' : root}/`))
  return said(
    rows
      .filter(([path]) => isAsked(path))
      .map(([path, value]) => `${text(value)}\t${path}\n`)
      .join('')
  )
}
