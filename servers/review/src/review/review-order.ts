/** Which files matter most when not all can be sent: 0 first. */
export function fileRank(path: string): number {
  const lower = path.toLowerCase();
  if (testPath.test(lower)) return 2;
  if (proseOrData.test(lower)) return 3;
  if (configuration.test(lower)) return 1;
  return 0;
}

const testPath =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|specs|testdata|fixtures|e2e)\/|[._-](?:test|spec|tests)\.[a-z]+$|(?:^|\/)test_[^/]+$/;

const proseOrData =
  /\.(?:md|mdx|markdown|rst|txt|adoc|csv|tsv|json|jsonl|json5|svg|xml|html?|po|ipynb)$|(?:^|\/)(?:licen[cs]e|changelog|authors|notice|copying)[^/]*$/;

const configuration = /\.(?:ya?ml|toml|ini|cfg|conf|properties|gradle|css|scss|less)$/;
