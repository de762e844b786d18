import { homeOf } from '../home'
import { readFile } from '../kubeconfig/files'
import { text, type Command } from '../session'

/** `kubectl plugin list`: programs named kubectl-… in the path. There are none here. */
export const pluginList: Command = {
  reads: true,
  start: (kubectl) => kubectl.fail('unable to find any kubectl plugins in your PATH')
}

const shells = ['bash', 'zsh', 'fish', 'powershell']

/** `kubectl completion SHELL`. The scripts are for other shells than this page's, which completes by itself. */
export const completion: Command = {
  reads: true,
  start: (kubectl) => {
    const { args } = kubectl.session
    const help = "\nSee 'kubectl completion -h' for help and examples"
    if (args.length === 0) return kubectl.fail(`Shell not specified.${help}`)
    if (args.length > 1) return kubectl.fail(`Too many arguments. Expected only the shell type.${help}`)
    const [shell = ''] = args
    if (!shells.includes(shell)) return kubectl.fail(`Unsupported shell type ${JSON.stringify(shell)}.${help}`)
    kubectl.fail(`the completion script for ${shell} is not modelled in this lab`)
  }
}

/** `kubectl kuberc view`: the file of preferences. */
export const kubercView: Command = {
  reads: true,
  start: (kubectl) => {
    const path = text(kubectl.session.flags, 'kuberc') || `${homeOf(kubectl.session)}/.kube/kuberc`
    const file = readFile(kubectl.context, kubectl.session, path)
    if (file === undefined) {
      kubectl.print(
        `kuberc file not found at ${path}\nWould you like to generate a default kuberc file with recommended options? (y/N): `
      )
    } else kubectl.print(file.endsWith('\n') ? file : `${file}\n`)
    kubectl.exit(0)
  }
}
