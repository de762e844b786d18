import { late } from '../../../../base/late'
import { helpText, optionsText, usageText, type Prose } from './help'
import type { Page } from './decide'
import { commandTable } from './table'

/** The words of kubectl's help: a constant of its release, much longer than what the first picture may wait for. */
export const prose = late<Prose>('the words of kubectl’s help')

/** A page of help. */
export function pageText({ of, command, before }: Page, home: string): string {
  if (command.path === 'alpha') return 'No alpha commands are available in this version of kubectl\n'
  if (of === 'options') return optionsText(prose(), home)
  return before + (of === 'help' ? helpText : usageText)(prose(), command)
}

/** A command's help, by its path. */
export const helpOf = (path: string): string => helpText(prose(), commandTable.get(path)!)
