"""The districts of a run on a Dask cluster: the same work and the same watch, on many machines.

    run.py       the client: who takes part, and what they are told
    connect.py   the client's way to the cluster, with a letter where there is none
    loop.py      the client: hands out districts, takes packets in, reports
    kit.py       what must be the same on all machines
    ship.py      what workers without the workspace are sent, and what they send back
    worker.py    in a Dask worker: one host process for each thread
    host.py      that process: loads everything once, then supervises one district at a time

Nothing outside this package imports dask, which is imported only where a cluster was asked for.
"""

from rar.batch.cluster.run import run_on_cluster

__all__ = ["run_on_cluster"]
