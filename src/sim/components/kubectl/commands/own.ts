import type { Command } from '../session'

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
