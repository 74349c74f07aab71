"""What `scripts/bench` measures, a file each; and the workloads and other people's sites that it measures with."""
