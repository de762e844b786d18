import { done, valueOf, type After, type Program } from './program'

/** Programs that run others: nothing but a word before them, or what a pipe makes of one command. */
export const wrappers: Record<string, Program> = {
  sudo: (args) => {
    const argv = args.filter(
      (arg, i) => !(arg.startsWith('-') && args.slice(0, i).every((word) => word.startsWith('-')))
    )
    return argv.length > 0 ? { kind: 'run', argvs: [argv] } : done(0)
  },
  time: (args, { now }) => ({
    kind: 'run',
    argvs: [args.filter((arg, i) => !(i === 0 && arg === '-p'))],
    after: [{ op: 'took', since: now }]
  }),
  /** `chroot /host cat /etc/os-release`: files are those below it; programs are taken for the same. */
  chroot: ([root = '', ...argv]) => {
    const [program = 'sh', ...args] = argv
    const below = root.replace(/\/$/, '')
    return { kind: 'run', argvs: [[program, ...args.map((arg) => (arg.startsWith('/') ? below + arg : arg))]] }
  },
  /** Shells have it themselves; images have it beside them. */
  which: (args) => ({ kind: 'run', argvs: [['sh', '-c', `which ${args.join(' ')}`]] }),
  nohup: (args) => ({ kind: 'run', argvs: [args] }),
  /** `xargs kubectl delete pod`, `-n 1`, `-I{} … {}`, `-r`. */
  xargs: (args, _around, stdin) => {
    const at = args.findIndex((arg, i) => !arg.startsWith('-') && !/^-(?:n|I|L|P|d)$/.test(args[i - 1] ?? ''))
    const [flags, command] = at < 0 ? [args, ['echo']] : [args.slice(0, at), args.slice(at)]
    const mark = valueOf(flags, '-I')
    const items =
      mark === undefined ? stdin.split(/\s+/).filter(Boolean) : stdin.split('\n').filter((line) => line !== '')
    // Whatever its commands end with, xargs ends with this.
    const after: readonly After[] = [{ op: 'failed-as', status: 123 }]
    if (items.length === 0)
      return flags.some((flag) => /^-[a-z]*r/.test(flag)) || mark !== undefined
        ? done(0)
        : { kind: 'run', argvs: [command], after }
    if (mark !== undefined)
      return {
        kind: 'run',
        argvs: items.map((item) => command.map((word) => word.replaceAll(mark, item.trim()))),
        after
      }
    const many = Number(valueOf(flags, '-n') ?? valueOf(flags, '-L') ?? items.length)
    if (!(many >= 1)) return done(1, '', `xargs: invalid number\n`)
    const argvs: string[][] = []
    for (let i = 0; i < items.length; i += many) argvs.push([...command, ...items.slice(i, i + many)])
    return { kind: 'run', argvs, after }
  }
}
