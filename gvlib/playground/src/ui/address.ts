/** Put this end into the page's address, without a new entry in the history. */
export function writeHash(hash: string): void {
  try {
    history.replaceState(null, "", hash);
  } catch {
    location.replace(hash); // a page opened by double click may not do the first
  }
}

/** Copy the page's address; false where the browser does not allow it. */
export async function copyAddress(): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(location.href);
    return true;
  } catch {
    return false;
  }
}
