/** The sign and the name of the whole, which lead to the lab. */
export const Brand = () => (
  <a
    href="./"
    aria-label="Failover Lab"
    className="flex items-center gap-2.5 text-sm font-semibold tracking-tight whitespace-nowrap"
  >
    <i
      aria-hidden
      className="inline-block size-[18px] rounded-[5px] bg-[conic-gradient(var(--lead),var(--info),var(--ok),var(--lead))]"
    />
    <span className="max-[620px]:sr-only">Failover Lab</span>
  </a>
)
