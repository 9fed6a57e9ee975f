/** Where a program's state stands: in the page's address, or with a notebook's kernel. */
export interface Home {
  read(): string;
  write(state: string): void;
  /** Hands the reader a link to this state; false where that may not be done. */
  copy: (() => Promise<boolean>) | null;
}

/** The end of the page's address, without a new entry in the history. */
export const address: Home = {
  read: () => location.hash,
  write(state) {
    try {
      history.replaceState(null, "", state);
    } catch {
      location.replace(state); // a page opened by double click may not do the first
    }
  },
  async copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      return true;
    } catch {
      return false;
    }
  },
};
