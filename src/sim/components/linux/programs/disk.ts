import { ms } from '../../../../base/time'
import { sizeOf, zeros } from '../big-files'
import { bytes, done, job, plain, valueOf, type Program, type Surroundings } from './program'

/** Writes a big file, as far as the disk has room for it. False: not all of it. */
function fill(path: string, size: number, { files, disk }: Surroundings): boolean {
  const room = disk ? disk().available + sizeOf(files.get(path) ?? '') : size
  files.set(path, zeros(Math.min(size, room)))
  return size <= room
}

const full = (name: string): string => `${name}: error writing: No space left on device\n`

/** Programs that write much, and those that tell how much is left. */
export const diskPrograms: Readonly<Record<string, Program>> = {
  dd: (args, around) => {
    const value = (name: string) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
    const block = bytes(value('bs') ?? '512')
    const [to, source] = [value('of'), value('if') ?? '']
    // Without a count it reads to the end, and /dev/zero has none: to the end of the disk.
    const endless = /^\/dev\/(zero|u?random)$/.test(source) && value('count') === undefined
    const size = endless ? Number.MAX_SAFE_INTEGER : block * Number(value('count') ?? '1')
    const isFile = to !== undefined && !to.startsWith('/dev/')
    const fits = !isFile || fill(to, size, around)
    const wrote = isFile ? sizeOf(around.files.get(to)!) : size
    const written = job(around.now + ms(8) + Math.round(Math.min(wrote, 2 ** 40) / 2_000), {
      memoryBytes: block,
      status: fits ? 0 : 1
    })
    return { kind: 'job', job: written, ...(!fits && { stderr: full('dd') }) }
  },
  fallocate: (args, around) => {
    const path = plain(args).at(-1)
    if (path === undefined) return done(1, '', 'fallocate: no filename specified\n')
    const fits = fill(path, bytes(valueOf(args, '-l') ?? '0'), around)
    return fits ? done(0) : done(1, '', `fallocate: fallocate '${path}': No space left on device\n`)
  },
  truncate: (args, around) => {
    const path = plain(args).at(-1)
    // A hole takes no room: what is cut is free, what is added costs nothing but is counted as written.
    if (path !== undefined) fill(path, bytes(valueOf(args, '-s') ?? '0'), around)
    return done(0)
  },
  df: (args, { disk }) => {
    const { size, available } = disk?.() ?? { size: 0, available: 0 }
    const human = args.some((arg) => /^-\w*h/.test(arg))
    const amount = (value: number) => (human ? `${(value / 2 ** 30).toFixed(1)}G` : String(Math.round(value / 1_024)))
    const share = size === 0 ? 0 : Math.ceil(((size - available) / size) * 100)
    const head = human ? 'Filesystem                Size      Used Available Use% Mounted on' : kilobytes
    const numbers = [size, size - available, available].map((value) => amount(value).padStart(9))
    return done(0, `${head}\noverlay              ${numbers.join(' ')} ${`${share}%`.padStart(4)} /\n`)
  },
  du: (args, { files }) => {
    const human = args.some((arg) => /^-\w*h/.test(arg))
    const paths = plain(args)
    const line = (path: string) => {
      const root = path.replace(/(.)\/+$/, '$1')
      let total = 0
      for (const [file, content] of files)
        if (root === '/' || file === root || file.startsWith(`${root}/`)) total += sizeOf(content)
      return `${human ? inUnits(total) : Math.ceil(total / 1_024)}\t${path}\n`
    }
    return done(0, (paths.length === 0 ? ['.'] : paths).map(line).join(''))
  }
}

const kilobytes = 'Filesystem           1K-blocks      Used Available Use% Mounted on'

const inUnits = (size: number): string =>
  size >= 2 ** 30
    ? `${(size / 2 ** 30).toFixed(1)}G`
    : size >= 2 ** 20
      ? `${(size / 2 ** 20).toFixed(1)}M`
      : `${(size / 1_024).toFixed(1)}K`
