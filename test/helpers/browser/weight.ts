import type {Response} from 'playwright-core';

/** How many bytes of JavaScript a page takes: compressed, as they went over the wire. */
export class Weights {
  private readonly bytesOf = new Map<string, number>();

  /** Of all files that these answers brought, or said to be unchanged; each counts once. */
  async total(responses: readonly Response[]): Promise<number> {
    const files = new Set<string>();
    for (const response of responses) {
      const {pathname} = new URL(response.url());
      if (!pathname.endsWith('.js')) continue;
      files.add(pathname);
      if (response.status() === 200)
        this.bytesOf.set(pathname, (await response.request().sizes()).responseBodySize);
    }
    return [...files].reduce((sum, file) => sum + (this.bytesOf.get(file) ?? 0), 0);
  }
}
