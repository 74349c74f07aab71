"""What programs and the system say in English when something fails, in Chinese."""

from __future__ import annotations

_MEANT = {
    "No space left": "磁盘满了，写不下",
    "Disk quota exceeded": "磁盘满了，写不下",
    "File too large": "磁盘满了，写不下",
    "Permission denied (": "没有登录上，请检查用户名和密钥",
    "Permission denied": "没有写的权限",
    "Read-only": "只能读，不能写",
    "Operation not permitted": "没有写的权限",
    "Not a directory": "不是文件夹",
    "File exists": "不是文件夹",
    "No such file": "没有这个文件夹，上一级也没有",
    "Could not resolve": "找不到这台机器，请检查网址和网络",
    "Connection refused": "那台机器没有应答，请检查网址和网络",
    "Name or service not known": "找不到这台机器，请检查网址和网络",
    "CERTIFICATE": "证书不对，可能连到了别的机器",
    "timed out": "那台机器没有应答，请检查网址和网络",
    "No route to host": "那台机器没有应答，请检查网址和网络",
    "Connection reset": "连接断了，请再试一次",
    "Connection closed": "连接断了，请再试一次",
    "Broken pipe": "连接断了，请再试一次",
    "Host key verification failed": "认不准那台机器，请先用 ssh 登录一次",
    "rsync: command not found": "那台机器上没有装 rsync",
    "rsync: not found": "那台机器上没有装 rsync",
    "flock: not found": "那台机器上没有装 flock（util-linux）",
}


def meant(said: str) -> str:
    """Return in Chinese what a program or the system has said in English."""
    known = next((meaning for words, meaning in _MEANT.items() if words in said), None)
    return known or f"出了没有料到的错：{' '.join(said.split()) or '什么也没有说'}"
