import { build } from '../kustomize/build'
import { toYaml } from '../print/yaml'
import { failure } from '../script/failure'
import { scripted, type Script, type Shell } from '../script/script'
import { text, type Command } from '../session'

/** `kubectl kustomize DIR`: what a directory of the file area makes. Models kustomize's build command. */
export const kustomize: Command = scripted(print, { reads: true })

// eslint-disable-next-line require-yield -- it asks nobody
function* print(shell: Shell): Script {
  const { args } = shell
  if (args.length > 1) throw failure('specify one path to kustomization.yaml')
  const written = build(shell, args[0] ?? '.')
    .map((object) => toYaml(object))
    .join('---\n')
  const path = text(shell.flags, 'output')
  if (path === '') shell.print(written)
  else shell.write(path, written)
}
