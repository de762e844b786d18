import type { Root, RootContent } from 'mdast'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import type {} from 'mdast-util-directive'

/** Any node of a chapter's tree. */
export type Node = RootContent

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkDirective).use(remarkFrontmatter, ['yaml'])

export const treeOf = (text: string): Root => processor.parse(text)

/** A chapter that is not as it should be: the place, and what was expected. */
export class ChapterError extends Error {
  constructor(
    readonly line: number,
    message: string
  ) {
    super(message)
  }
}

export const lineOf = (node: Pick<Node, 'position'>): number => node.position?.start.line ?? 1

export function wrong(node: Pick<Node, 'position'>, message: string): never {
  throw new ChapterError(lineOf(node), message)
}

/** What stands in the source between two offsets of a node. */
export const sourceOf = (source: string, node: Pick<Node, 'position'>): string =>
  source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)
