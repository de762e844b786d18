import { Component, type ReactNode } from 'react'

interface Props {
  /** What the part is called in the sentence that stands in its place. */
  readonly name: string
  readonly children: ReactNode
}

/** Keeps a bug in one part of the page from taking the others with it. */
export class Boundary extends Component<Props, { readonly error: string }> {
  override state = { error: '' }

  static getDerivedStateFromError(error: unknown): { error: string } {
    return { error: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    if (this.state.error === '') return this.props.children
    return (
      <p role="alert" className="p-4 text-bad">
        {this.props.name} stopped at a bug of its own ({this.state.error}). The rest of the page goes on; choose another
        tab and come back to try again.
      </p>
    )
  }
}
