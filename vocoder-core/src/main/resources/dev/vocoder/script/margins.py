  def margins(self: __torch__.Generator, buffer: Tensor, room: int, width: int, mirrored: int, padding: int, first: bool, last: bool, states: List[Tensor], index: int, kept: List[Tensor]) -> NoneType:
    end = torch.add(room, width)
    if first:
      _0 = torch.zero_(torch.slice(buffer, 3, 0, torch.sub(room, mirrored)))
      if torch.gt(mirrored, 0):
        start = torch.slice(buffer, 3, torch.sub(room, mirrored), room)
        inside = torch.slice(buffer, 3, torch.add(room, 1), torch.add(torch.add(room, 1), mirrored))
        _1 = torch.copy_(start, torch.flip(inside, [3]))
      else:
        pass
    else:
      _2 = torch.copy_(torch.slice(buffer, 3, 0, room), states[index])
    if last:
      real = torch.sub(end, padding)
      _3 = torch.zero_(torch.slice(buffer, 3, real, torch.size(buffer, 3)))
      if torch.gt(mirrored, 0):
        after = torch.slice(buffer, 3, real, torch.add(real, mirrored))
        before = torch.slice(buffer, 3, torch.sub(torch.sub(real, mirrored), 1), torch.sub(real, 1))
        _4 = torch.copy_(after, torch.flip(before, [3]))
      else:
        pass
    else:
      _5 = torch.append(kept, torch.clone(torch.slice(buffer, 3, width, end)))
    return None
