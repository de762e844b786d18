/** The object as it stands in etcd, or the component's settings. */
export function Yaml({ text }: { readonly text: string }) {
  return (
    <details className="mb-3.5">
      <summary className="heading">YAML</summary>
      <pre
        tabIndex={0}
        aria-label="YAML"
        className="max-h-80 overflow-auto rounded-lg bg-raised px-2.5 py-2 text-[11.5px] leading-[1.5]"
      >
        {text}
      </pre>
    </details>
  )
}
