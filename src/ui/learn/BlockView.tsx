import { lazy, Suspense, type ReactNode } from 'react'
import type { Block } from '../../book/types'
import { Boundary } from '../shared/Boundary'
import { FigureBlock } from './FigureBlock'
import { Inlines } from './Inlines'
import { LabLink } from './LabLink'

const Predict = lazy(() => import('./Predict'))
const Quiz = lazy(() => import('./Quiz'))
const Claims = lazy(() => import('./Claims'))
const ImpactClaims = lazy(() => import('./ImpactClaims'))
const PracticesBlock = lazy(() => import('./PracticesBlock'))
const ScoresBlock = lazy(() => import('./ScoresBlock'))
const DiagramBlock = lazy(() => import('./DiagramBlock'))
const SequenceBlock = lazy(() => import('./SequenceBlock'))
const TasksLink = lazy(() => import('./TasksLink'))
const TerminalBlock = lazy(() => import('./TerminalBlock'))

/** Blocks of text, one below the other. `aside`: beside a picture, in smaller letters. */
export function TextBlocks({ blocks, aside = false }: { readonly blocks: readonly Block[]; readonly aside?: boolean }) {
  return (
    <div className={`book-text ${aside ? 'book-aside' : ''}`}>
      {blocks.map((block, i) => (
        <BlockView key={i} block={block} />
      ))}
    </div>
  )
}

export function BlockView({ block }: { readonly block: Block }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines of={block.of} />
        </p>
      )
    case 'heading':
      return <h3>{block.text}</h3>
    case 'list': {
      const items = block.items.map((item, i) => (
        <li key={i}>
          {item.map((inner, k) =>
            inner.type === 'paragraph' ? <Inlines key={k} of={inner.of} /> : <BlockView key={k} block={inner} />
          )}
        </li>
      ))
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'code':
      return (
        <pre tabIndex={0} aria-label={`Text, ${block.language || 'as it is'}`}>
          <code>{block.text}</code>
        </pre>
      )
    case 'quote':
    case 'side':
      return (
        <blockquote>
          <TextBlocks blocks={block.of} />
        </blockquote>
      )
    case 'table':
      return <Table rows={block.rows} />
    case 'figure':
      return <FigureBlock figure={block} />
    case 'lab':
      return <LabLink run={block.run} at={block.at} text={block.text} />
    case 'predict':
      return (
        <Part name="The questions">
          <Predict block={block} />
        </Part>
      )
    case 'quiz':
      return (
        <Part name="The questions">
          <Quiz block={block} />
        </Part>
      )
    case 'claims':
      return (
        <Part name="The claims">
          <Claims block={block} />
        </Part>
      )
    case 'impact':
      return (
        <Part name="The table">
          <ImpactClaims block={block} />
        </Part>
      )
    case 'practices':
      return (
        <Part name="The switches">
          <PracticesBlock block={block} />
        </Part>
      )
    case 'scores':
      return (
        <Part name="The scores">
          <ScoresBlock block={block} />
        </Part>
      )
    case 'diagram':
      return (
        <Part name="The drawing">
          <DiagramBlock block={block} />
        </Part>
      )
    case 'sequence':
      return (
        <Part name="The sequence">
          <SequenceBlock block={block} />
        </Part>
      )
    case 'terminal':
      return (
        <Part name="The terminal">
          <TerminalBlock block={block} />
        </Part>
      )
    case 'tasks':
      return (
        <Part name="The drill">
          <TasksLink drill={block.drill} />
        </Part>
      )
  }
}

function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Boundary name={name}>
      <Suspense fallback={<p className="text-mute">Loading …</p>}>{children}</Suspense>
    </Boundary>
  )
}

function Table({ rows: [head, ...rows] }: { readonly rows: Extract<Block, { type: 'table' }>['rows'] }) {
  return (
    <div className="card overflow-x-auto" tabIndex={0} role="group" aria-label="A table">
      <table className="w-full text-left text-[13px] leading-[19px]">
        <thead>
          <tr>
            {head!.map((cell, i) => {
              const look = 'border-b border-line px-3 py-2 text-xs font-medium text-mute'
              return cell.length === 0 ? (
                <td key={i} className={look} />
              ) : (
                <th key={i} scope="col" className={look}>
                  <Inlines of={cell} />
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className="[&:not(:last-child)>*]:border-b [&>*]:border-line">
              {row.map((cell, k) => (
                <td key={k} className={`px-3 py-1.5 align-top ${k === 0 ? 'font-medium' : 'text-mute'}`}>
                  <Inlines of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
