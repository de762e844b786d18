import { text, type Kubectl } from '../session'

/** What a printer sees of a command. */
export type Printing = Pick<Kubectl, 'session' | 'print'>

/** The format that is asked for: `--template` alone means go-template. */
export function formatOf(kubectl: Printing): string {
  const { flags } = kubectl.session
  const output = text(flags, 'output')
  return output === '' && text(flags, 'template') !== '' ? 'go-template' : output
}
