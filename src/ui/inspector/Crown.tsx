/** Leads its Raft group. */
export const Crown = ({ className = 'size-[11px]' }: { readonly className?: string }) => (
  <svg aria-hidden viewBox="0 0 16 16" className={`shrink-0 fill-lead ${className}`}>
    <path d="M1.5 4.5 5 7.500 8 2.500l3 5 3.500-3-1.300 8H2.800z" />
  </svg>
)
