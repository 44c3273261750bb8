// A certified OpenID Connect provider for tests: `bun provider.js PORT SETTINGS`, where SETTINGS is a file of JSON.
// Its people, keys and client come from that file, which is read again at every login, so that a test can change them.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, file] = process.argv.slice(2);
const settings = () => JSON.parse(readFileSync(file, "utf8"));
const issuer = `http://127.0.0.1:${port}`;
const { client, jwks, claims } = settings();

const provider = new Provider(issuer, {
  clients: [client],
  jwks,
  claims: { openid: ["sub", ...claims] },
  conformIdTokenClaims: false,
  cookies: { keys: ["a key of the tests"] },
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.type = "html";
        context.body = `<!doctype html><title>Log out</title>${form}
          <button name="logout" value="yes" form="op.logoutForm">Log out at the provider</button>`;
      },
    },
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...settings().people[id] }),
  }),
  // The end of a session is sent to 127.0.0.1, which it would refuse as a precaution.
  pkce: { required: () => true },
});

provider.listen(Number(port), "127.0.0.1", () => process.stdout.write("listening\n"));
