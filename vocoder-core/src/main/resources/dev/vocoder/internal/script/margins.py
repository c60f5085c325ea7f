  def margins(self: __torch__.Generator, buffer: Tensor, room: int, width: int, before: int, after: int, replicated: bool, padded: int, rate: int, first: bool, last: bool, states: List[Tensor], index: int, kept: List[Tensor]) -> NoneType:
    end = torch.add(room, width)
    if first:
      made = torch.sub(room, before)
      _0 = torch.zero_(torch.slice(buffer, 3, 0, made))
      if torch.gt(before, 0):
        start = torch.slice(buffer, 3, made, room)
        if replicated:
          _1 = torch.copy_(start, torch.slice(buffer, 3, room, torch.add(room, 1)))
        else:
          inside = torch.slice(buffer, 3, torch.add(room, 1), torch.add(torch.add(room, 1), before))
          _2 = torch.copy_(start, torch.flip(inside, [3]))
      else:
        pass
    else:
      _3 = torch.copy_(torch.slice(buffer, 3, 0, room), states[index])
    if last:
      real = torch.sub(end, torch.mul(padded, rate))
      _4 = torch.zero_(torch.slice(buffer, 3, real, torch.size(buffer, 3)))
      if torch.gt(after, 0):
        beyond = torch.slice(buffer, 3, real, torch.add(real, after))
        if replicated:
          _5 = torch.copy_(beyond, torch.slice(buffer, 3, torch.sub(real, 1), real))
        else:
          inside = torch.slice(buffer, 3, torch.sub(torch.sub(real, after), 1), torch.sub(real, 1))
          _6 = torch.copy_(beyond, torch.flip(inside, [3]))
      else:
        pass
    else:
      _7 = torch.append(kept, torch.clone(torch.slice(buffer, 3, width, end)))
    return None
