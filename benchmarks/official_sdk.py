"""Time the official SDK's list of notebooks; run by sdk_read.py in an environment that has it installed.

usage: official_sdk.py URL CALLS
"""

import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkmodelarts.v1 import ListNotebooksRequest, ModelArtsClient

url, calls = sys.argv[1], int(sys.argv[2])
credentials = BasicCredentials("DEMOACCESSKEY", "demo-secret-key", "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4")
client = ModelArtsClient.new_builder().with_credentials(credentials).with_endpoint(url).build()
assert len(client.list_notebooks(ListNotebooksRequest(limit=100)).data) == 100
start = time.perf_counter()
for _ in range(calls):
    client.list_notebooks(ListNotebooksRequest(limit=100))
print((time.perf_counter() - start) / calls)
