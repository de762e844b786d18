import { versionParts } from '../../releases'
import { init, join } from './join'
import { imagesOf, pullImages } from './images'
import { installed, normalized, option, words } from './line'
import { aptCache, aptGet, aptMark } from './packages'
import { reset } from './reset'
import { Failure, type Script, type Shell } from './script'
import { token } from './token'
import { apply, node, valued } from './upgrade/apply'
import { plan } from './upgrade/plan'

const subcommands: Readonly<Record<string, (shell: Shell) => Script<number>>> = {
  'config images': images,
  init,
  join,
  reset,
  token,
  'upgrade apply': apply,
  'upgrade node': node,
  'upgrade plan': plan,
  version
}

/** `kubeadm`, by its first words. */
function* kubeadm(shell: Shell): Script<number> {
  const [, first = '', second = ''] = words(shell.argv, valued)
  const found = subcommands[`${first} ${second}`] ?? subcommands[first]
  if (!found)
    throw new Failure(
      `error: the lab's kubeadm knows certs check-expiration and renew, config images list and pull, init, join, reset, token, upgrade plan, apply and node, and version; not '${shell.argv.slice(1).join(' ')}'\n`
    )
  return yield* found(shell)
}

/** What is known of how a version was built. */
const build =
  ', GitCommit:"0f29094e5b73085e3802ecc1298ecae13866bfe6", GitTreeState:"clean", BuildDate:"2026-07-22T18:10:35Z", GoVersion:"go1.26.5"'

// eslint-disable-next-line require-yield -- it waits for nothing
function* version(shell: Shell): Script<number> {
  const own = installed(shell, 'kubeadm')
  if (option(shell.argv, '-o', '--output') === 'short') shell.print(`${own}\n`)
  else
    shell.print(
      `kubeadm version: &version.Info{Major:"1", Minor:"${versionParts(own)?.minor ?? ''}", EmulationMajor:"", EmulationMinor:"", MinCompatibilityMajor:"", MinCompatibilityMinor:"", GitVersion:"${own}"${own === 'v1.36.3' ? build : ''}, Compiler:"gc", Platform:"linux/amd64"}\n`
    )
  return 0
}

/** `kubeadm config images list | pull`. */
function* images(shell: Shell): Script<number> {
  const { argv, config } = shell
  const asked = normalized(option(argv, '--kubernetes-version') ?? '') || installed(shell, 'kubeadm')
  if (argv.includes('pull')) yield* pullImages(shell, asked)
  else for (const image of imagesOf(config, asked)) shell.print(`${image}\n`)
  return 0
}

/** What is run here, by its name. */
export const programs: Readonly<Record<string, (shell: Shell) => Script<number | void>>> = {
  apt: aptGet,
  'apt-cache': aptCache,
  'apt-get': aptGet,
  'apt-mark': aptMark,
  kubeadm
}
