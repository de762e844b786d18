import { seconds } from '../../../../base/time'
import { installedAt, managed, type System } from '../programs/systems'
import { ended, type Answer, type Ask, type Client, type Ended, type Own } from './ask'
import { addressOfHost } from './resolver'

/**
 * apk, apt-get, dnf and their like: they fetch an index and packages from the world's mirrors, and what a package brings is there
 * from then on. Which packages exist, their versions, sizes and what they depend on is not known here: any name is a package, and brings the
 * program of its name if the table below does not say which.
 */
const programsOf: Readonly<Record<string, string>> = {
  'iputils-ping': 'ping',
  iputils: 'ping',
  dnsutils: 'dig nslookup host',
  'bind9-dnsutils': 'dig nslookup host',
  'bind-tools': 'dig nslookup host',
  'bind-utils': 'dig nslookup host',
  'bind9-host': 'host',
  netcat: 'nc',
  'netcat-openbsd': 'nc',
  'netcat-traditional': 'nc',
  'nmap-ncat': 'nc',
  procps: 'ps top free',
  'procps-ng': 'ps top free',
  vim: 'vim vi',
  'vim-tiny': 'vi',
  'vim-minimal': 'vi',
  'vim-enhanced': 'vim vi',
  iproute2: 'ip ss',
  iproute: 'ip ss',
  'net-tools': 'netstat ifconfig route',
  python3: 'python3',
  'py3-pip': 'pip pip3',
  'python3-pip': 'pip pip3',
  'redis-tools': 'redis-cli',
  redis: 'redis-cli redis-server',
  'postgresql-client': 'psql pg_isready',
  'default-mysql-client': 'mysql mysqladmin',
  'mysql-client': 'mysql mysqladmin',
  'mariadb-client': 'mysql mysqladmin mariadb',
  coreutils: ''
}
/** Libraries and data bring no program. */
const bringsNothing = /^(?:lib|ca-certificates|tzdata|gnupg$|apt-|locales|software-properties)|-dev$/

/** The files of packages: their programs. */
const filesOf = (packages: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    packages
      .map((name) => name.replace(/[=<>~].*$/, ''))
      .flatMap((name) => (programsOf[name] ?? (bringsNothing.test(name) ? '' : name)).split(' '))
      .filter(Boolean)
      .map((program) => [installedAt(program), ''])
  )

type Fetched = 'ok' | 'name' | { readonly ip: string; readonly why: string }

/** One file of a mirror. */
function* fetched(host: string, path: string, tls: boolean, own: Own): Generator<Ask, Fetched, Answer> {
  const found = yield* addressOfHost(host, own)
  if (found.ip === null) return 'name'
  const port = tls ? 443 : 80
  const patience = { time: seconds(127), setting: 'tcp_syn_retries' }
  const answer: Answer = yield { kind: 'tcp', ip: found.ip, port, path, host, patience }
  if (answer.kind === 'served' && answer.code < 400) return 'ok'
  return { ip: found.ip, why: answer.kind === 'refused' ? answer.reason : 'connection timed out' }
}

const operandsOf = (args: readonly string[]): readonly string[] =>
  args.filter((arg, i) => !arg.startsWith('-') && !/^(?:-t|-o|-X|--repository|--virtual)$/.test(args[i - 1] ?? ''))
const has = (args: readonly string[], pattern: RegExp): boolean => args.some((arg) => pattern.test(arg))

const apk: Client = function* (args, own) {
  const [verb = '', ...packages] = operandsOf(args)
  const why = own.denied?.(installedAt('apk')) ?? ''
  if (why) return ended(99, '', `ERROR: Unable to lock database: ${why}\nERROR: Failed to open apk database: ${why}\n`)
  if (verb === 'del')
    return {
      ...ended(0, `${packages.map((name, i) => `(${i + 1}/${packages.length}) Purging ${name}\n`).join('')}OK\n`),
      gone: Object.keys(filesOf(packages))
    }
  if (!/^(?:update|upgrade|add)$/.test(verb)) return ended(1, '', unknown('apk', verb))
  const isQuiet = has(args, /^(?:-q|--quiet)$/)
  const { release } = managed('apk', own.imageNamed)!
  let said = ''
  let warned = ''
  for (const part of ['main', 'community']) {
    const path = `/alpine/${release}/${part}/x86_64/APKINDEX.tar.gz`
    const url = `https://${mirrors.alpine}${path}`
    if (!isQuiet) said += `fetch ${url}\n`
    const got: Fetched = yield* fetched(mirrors.alpine, path, true, own)
    if (got !== 'ok')
      warned += `WARNING: ${verb === 'update' ? 'updating' : 'fetching'} ${url}: ${got === 'name' ? 'DNS: transient error (try again later)' : got.why}\n`
  }
  const isMissing = warned !== '' && packages.some((name) => !own.files.has(installedAt(name)))
  if (verb === 'add' && isMissing)
    return ended(
      packages.length,
      said,
      `${warned}ERROR: unable to select packages:\n${packages.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`
    )
  if (warned) return ended(1, said, warned)
  for (const name of packages) {
    const got: Fetched = yield* fetched(mirrors.alpine, `/alpine/${release}/main/x86_64/${name}.apk`, true, own)
    if (got !== 'ok') return ended(1, said, `ERROR: ${name}: ${got === 'name' ? 'DNS lookup error' : got.why}\n`)
  }
  const installed = packages.map((name, i) => `(${i + 1}/${packages.length}) Installing ${name}\n`).join('')
  return { ...ended(0, isQuiet ? '' : `${said}${installed}OK\n`), files: filesOf(packages) }
}

const mirrors = {
  alpine: 'dl-cdn.alpinelinux.org',
  debian: 'deb.debian.org',
  ubuntu: 'archive.ubuntu.com',
  rhel: 'mirrors.fedoraproject.org'
}
const unknown = (program: string, verb: string): string =>
  `${program}: this simulation knows no "${verb}" of it: it updates, installs and removes\n`

const reading = 'Reading package lists...\n'
const listOf = ({ family, release }: System): string => {
  const host = mirrors[family as 'debian']
  return `/var/lib/apt/lists/${host}_${family}_dists_${release}_main_binary-amd64_Packages`
}

/** `apt-get update`, `install`: what is not in lists that somebody has updated is in no package. */
const apt = (name: 'apt' | 'apt-get'): Client =>
  function* (args, own) {
    const [verb = '', ...packages] = operandsOf(args)
    const quiet = args.reduce((sum, arg) => sum + (/^-q+$/.test(arg) ? arg.length - 1 : 0), 0) > 1
    const unstable =
      name === 'apt' ? '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n' : ''
    const say = (status: number, stdout: string, stderr: string): Ended =>
      ended(status, quiet ? '' : stdout, `${unstable}${stderr}`)
    const where = verb === 'update' ? '/var/lib/apt/lists/lock' : '/var/lib/dpkg/lock-frontend'
    const why = own.denied?.(installedAt(name)) ?? ''
    if (why && verb !== '') {
      const number = why.startsWith('Read') ? 30 : 13
      return say(
        100,
        verb === 'update' ? reading : '',
        verb === 'update'
          ? `E: Could not open lock file ${where} - open (${number}: ${why})\nE: Unable to lock directory /var/lib/apt/lists/\n`
          : `E: Could not open lock file ${where} - open (${number}: ${why})\nE: Unable to acquire the dpkg frontend lock (${where}), are you root?\n`
      )
    }
    const system = managed(name, own.imageNamed)!
    const host = mirrors[system.family as 'debian']
    const at = `http://${host}/${system.family} ${system.release}`
    if (verb === 'update') return yield* updated(system, host, at, own, say)
    const tree = `${reading}Building dependency tree...\nReading state information...\n`
    if (/^(?:clean|autoclean|autoremove|upgrade|dist-upgrade|full-upgrade)$/.test(verb))
      return say(
        0,
        /clean/.test(verb) ? '' : `${tree}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
        ''
      )
    if (/^(?:remove|purge)$/.test(verb))
      return {
        ...say(0, `${tree}${packages.map((each) => `Removing ${each} ...\n`).join('')}`, ''),
        gone: Object.keys(filesOf(packages))
      }
    if (verb !== 'install') return say(100, '', unknown(name, verb))
    const wanted = packages.filter((each) => Object.keys(filesOf([each])).some((path) => !own.files.has(path)))
    if (!own.files.has(listOf(system)) && wanted.length > 0)
      return say(100, tree, wanted.map((each) => `E: Unable to locate package ${each}\n`).join(''))
    if (wanted.length === 0 || !has(args, /^(?:-[a-z]*y[a-z]*|--yes|--assume-yes|-qq)$/))
      return wanted.length === 0
        ? say(
            0,
            `${tree}${packages.map((each) => `${each} is already the newest version.\n`).join('')}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
            ''
          )
        : say(
            1,
            `${tree}The following NEW packages will be installed:\n  ${wanted.join(' ')}\n0 upgraded, ${wanted.length} newly installed, 0 to remove and 0 not upgraded.\nDo you want to continue? [Y/n] Abort.\n`,
            ''
          )
    let said = `${tree}The following NEW packages will be installed:\n  ${wanted.join(' ')}\n0 upgraded, ${wanted.length} newly installed, 0 to remove and 0 not upgraded.\n`
    for (const [i, each] of wanted.entries()) {
      const got: Fetched = yield* fetched(host, `/${system.family}/pool/main/${each[0]}/${each}`, false, own)
      if (got !== 'ok')
        return say(
          100,
          `${said}Err:${i + 1} ${at}/main amd64 ${each}\n  ${failure(host, got)}\n`,
          `E: Failed to fetch http://${host}/${system.family}/pool/main/${each[0]}/${each}  ${failure(host, got)}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`
        )
      said += `Get:${i + 1} ${at}/main amd64 ${each}\n`
    }
    said += wanted.map((each) => `Selecting previously unselected package ${each}.\nUnpacking ${each} ...\n`).join('')
    said += wanted.map((each) => `Setting up ${each} ...\n`).join('')
    return { ...say(0, said, ''), files: filesOf(wanted) }
  }

const failure = (host: string, got: Exclude<Fetched, 'ok'>): string =>
  got === 'name' ? `Temporary failure resolving '${host}'` : `Could not connect to ${host}:80 (${got.ip}), ${got.why}`

/** It warns and succeeds where mirrors cannot be reached. */
function* updated(
  system: System,
  host: string,
  at: string,
  own: Own,
  say: (status: number, stdout: string, stderr: string) => Ended
): Generator<Ask, Ended, Answer> {
  let said = ''
  let warned = ''
  for (const [i, suite] of ['', '-updates'].entries()) {
    const got: Fetched = yield* fetched(host, `/${system.family}/dists/${system.release}${suite}/InRelease`, false, own)
    if (got === 'ok') said += `Get:${i + 1} ${at}${suite} InRelease\n`
    else {
      said += `Ign:${i + 1} ${at}${suite} InRelease\nErr:${i + 1} ${at}${suite} InRelease\n  ${failure(host, got)}\n`
      warned += `W: Failed to fetch http://${host}/${system.family}/dists/${system.release}${suite}/InRelease  ${failure(host, got)}\n`
    }
  }
  if (warned)
    return say(
      0,
      `${said}${reading}`,
      `${warned}W: Some index files failed to download. They have been ignored, or old ones used instead.\n`
    )
  return { ...say(0, `${said}Get:3 ${at}/main amd64 Packages\n${reading}`, ''), files: { [listOf(system)]: '' } }
}

/** dnf, microdnf, yum: each fetches what it needs to know first. */
const dnf = (name: string): Client =>
  function* (args, own) {
    const [verb = '', ...packages] = operandsOf(args)
    if (own.denied?.(installedAt(name)))
      return ended(
        1,
        '',
        'Error: This command has to be run with superuser privileges (under the root user on most systems).\n'
      )
    if (/^(?:remove|erase|clean|makecache|update|upgrade|check-update)$/.test(verb) && packages.length === 0)
      return ended(0, 'Complete!\n')
    if (/^(?:remove|erase)$/.test(verb))
      return {
        ...ended(0, `Removed:\n${packages.map((each) => `  ${each}\n`).join('')}\nComplete!\n`),
        gone: Object.keys(filesOf(packages))
      }
    if (!/^(?:install|reinstall|update|upgrade)$/.test(verb)) return ended(1, '', unknown(name, verb))
    for (const each of ['repodata', ...packages]) {
      const got: Fetched = yield* fetched(mirrors.rhel, `/${each}`, true, own)
      if (got !== 'ok')
        return ended(
          1,
          '',
          `Error: Failed to download metadata for repo 'baseos': Cannot prepare internal mirrorlist: Curl error (${got === 'name' ? `6): Could not resolve hostname for https://${mirrors.rhel}/ [Could not resolve host: ${mirrors.rhel}` : `28): Timeout was reached for https://${mirrors.rhel}/ [${got.why}`}]\n`
        )
    }
    if (name !== 'microdnf' && !has(args, /^(?:-[a-z]*y[a-z]*|--assumeyes)$/))
      return ended(1, 'Is this ok [y/N]: Operation aborted.\n')
    return {
      ...ended(0, `Installed:\n${packages.map((each) => `  ${each}\n`).join('')}\nComplete!\n`),
      files: filesOf(packages)
    }
  }

export const packageManagers: Readonly<Record<string, Client>> = {
  apk,
  'apt-get': apt('apt-get'),
  apt: apt('apt'),
  dnf: dnf('dnf'),
  microdnf: dnf('microdnf'),
  yum: dnf('yum')
}
