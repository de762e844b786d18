import type { ContainerDirective } from 'mdast-util-directive'
import { parse, YAMLParseError } from 'yaml'
import { ChapterError, lineOf, sourceOf } from './markdown'

/** What stands between the fences of a directive, read as YAML and not as Markdown. */
export function parseYaml(node: ContainerDirective, source: string): unknown {
  const lines = sourceOf(source, node).split('\n')
  return yamlAt(lines.slice(1, -1).join('\n'), lineOf(node) + 1)
}

/** @param line of the chapter in which the text begins */
export function yamlAt(text: string, line: number): unknown {
  try {
    return parse(text) as unknown
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new ChapterError(line + (error.linePos?.[0].line ?? 1) - 1, error.message.split('\n')[0]!)
  }
}
